"""`web_identity` for people and scripts: sign in by the browser once, and have AWS credentials."""
