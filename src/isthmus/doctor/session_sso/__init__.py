"""The chain of `session_sso`: pool, triggers, client, validator, the org, the use-once table."""
