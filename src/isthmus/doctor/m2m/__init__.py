"""The chain of `m2m`: domain, client, scopes, token, issuer; the org's credential, principal and callout."""
