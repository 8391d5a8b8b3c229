"""Who did what, and what came of it on Discord."""
