"""Comments by dialog, and messages that are added to a discussion."""
