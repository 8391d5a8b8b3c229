"""What members say against cases, and what moderators answer."""
