"""The database: connections, schema, migrations, the ledger of erasures, and the file of a backup."""
