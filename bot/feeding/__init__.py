"""Feeds become articles: looking at them, knowing their entries, and posting those."""
