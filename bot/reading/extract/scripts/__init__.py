"""Text that stands in a page's programs alone."""
