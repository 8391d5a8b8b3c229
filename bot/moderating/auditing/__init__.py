"""The audit as moderators read it: listed by page, and as a file."""
