"""Articles become cards."""
