"""A page, a file or a text becomes a draft of an article."""
