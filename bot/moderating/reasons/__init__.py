"""Reasons that moderators choose instead of writing them, in both languages."""
