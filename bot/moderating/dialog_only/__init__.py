"""Discussions in which members comment by dialog alone, and moderators read every comment first."""
