"""A whole database copied: row by row between engines, and what of that is a backup or a move."""
