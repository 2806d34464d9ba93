"""Faults to inject into the local stack, so that an application can be tested against them."""
