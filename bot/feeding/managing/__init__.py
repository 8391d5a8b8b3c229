"""What managers and moderators do about the feeds of their server: follow, list, change, remove."""
