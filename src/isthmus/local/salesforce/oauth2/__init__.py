"""Sign-in and tokens: one module per endpoint, and what they share."""
