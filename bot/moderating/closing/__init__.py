"""Closing discussions by their age."""
