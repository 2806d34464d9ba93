"""Faults that people switch on to see what their application does: each in one file, none of them stored.

A fault can refuse, delay, break or skew; none can let anybody in. All are off when the stack starts.
"""
