"""What waits for moderators, one comment after another, and who is looking at it."""
