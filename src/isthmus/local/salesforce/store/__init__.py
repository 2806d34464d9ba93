"""What the org remembers: one module per kind of record, all on one SQLite file."""
