"""What authors are told by direct message about their comments."""
