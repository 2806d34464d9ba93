"""Hops as lines on a terminal: of the stack that runs in this process, or of one that is asked for them."""
