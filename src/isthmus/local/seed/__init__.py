"""The demo: what the three flows need, put in place through the APIs that users call. Safe to run again."""
