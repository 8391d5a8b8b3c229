"""Times as people name them."""
