"""Articles that are posted at a time."""
