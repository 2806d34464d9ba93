"""Managed login: the browser endpoints of a user pool's domain, their pages and what they hand to apps."""
