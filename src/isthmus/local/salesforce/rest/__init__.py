"""REST and Connect REST: one module per resource, and what they share."""
