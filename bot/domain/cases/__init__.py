"""What moderators do about people, and who may do what."""
