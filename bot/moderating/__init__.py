"""Locking, hiding, reports and the notices for moderators."""
