"""Feeds that servers follow, and what becomes of their entries: pure rules."""
