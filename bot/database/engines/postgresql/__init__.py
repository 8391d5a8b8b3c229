"""PostgreSQL, 15 and newer, without extensions."""
