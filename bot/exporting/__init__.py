"""Discussions as files."""
