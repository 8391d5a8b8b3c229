"""Fetching a page politely and safely."""
