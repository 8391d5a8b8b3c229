"""A server's languages, its joined rooms, and its help."""
