"""Entries that moderators approve or discard before they are posted."""
