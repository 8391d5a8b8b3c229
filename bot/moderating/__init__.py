"""Locking discussions, hiding comments, reports, and notices for moderators."""
