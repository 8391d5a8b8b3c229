"""Members' stored data: showing, exporting and erasing it."""
