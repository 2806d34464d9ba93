"""The schema of `cognito.sqlite3`: every lookup on the sign-in path is by a primary key or a unique index.

NOTE: client secrets stand in plain text: SECRET_HASH is an HMAC keyed with them, so a digest would not do;
the same holds for the keys of one-time codes.
The file's mode is 0600. Passwords, sessions, codes and refresh tokens are digests only; a password's SRP
verifier is cheaper to guess against than its scrypt hash (docs/decisions/0005-srp-verifiers.md). The outbox,
which stands for the users' mailboxes, shows codes and temporary passwords.
"""

from isthmus.local.database import read_migrations

MIGRATIONS = read_migrations("isthmus.local.cognito.migrations")
