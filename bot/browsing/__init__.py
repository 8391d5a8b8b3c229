"""Reading and searching discussions."""
