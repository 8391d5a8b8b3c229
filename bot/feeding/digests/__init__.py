"""Digests: what was said about which articles since the last one, in a message for a room."""
