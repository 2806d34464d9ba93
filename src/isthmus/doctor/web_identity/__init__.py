"""The chain of `web_identity`: the org as issuer, IAM's provider, the identity pool, the role."""
