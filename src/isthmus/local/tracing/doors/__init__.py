"""The doors of the stack that tokens open: each asked by its own rules whether this one does."""
