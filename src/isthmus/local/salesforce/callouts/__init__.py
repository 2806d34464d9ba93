"""Callouts through named credentials: who may make them, with which token, and what comes back."""
