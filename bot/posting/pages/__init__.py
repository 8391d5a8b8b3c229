"""Pages of posted articles: read again, corrected, gone; and the versions that were read."""
