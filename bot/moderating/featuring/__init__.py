"""Putting comments first in their discussion."""
