"""The OAuth endpoints of a user pool's domain, and the pool's discovery document and keys."""
