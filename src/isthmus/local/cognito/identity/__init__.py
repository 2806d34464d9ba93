"""Identity pools: a login token becomes an identity, and an identity becomes a role's credentials."""
