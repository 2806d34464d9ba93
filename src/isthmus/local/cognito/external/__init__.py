"""External sign-in: OIDC providers of a user pool, whom they sign in, and as whom."""
