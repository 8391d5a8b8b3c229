"""Discord's events and history become comments."""
