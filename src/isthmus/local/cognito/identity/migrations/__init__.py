"""The schema of the identity pools' file: an identity is found by its login in one step."""

from isthmus.local.database import read_migrations

MIGRATIONS = read_migrations("isthmus.local.cognito.identity.migrations")
