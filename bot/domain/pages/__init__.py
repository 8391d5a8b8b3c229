"""What becomes of pages that were read: when they are read again, and what has changed in them."""
