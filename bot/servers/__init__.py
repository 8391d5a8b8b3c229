"""A server's settings, its languages, and which rooms are joined."""
