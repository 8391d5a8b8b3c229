"""All that names a database's dialect, one folder for each."""
