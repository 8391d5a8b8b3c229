"""Doctor, verification and repair, scheduled backups."""
