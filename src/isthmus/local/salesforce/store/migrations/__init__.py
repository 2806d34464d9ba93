"""Tables of the org's database. The vault locks secrets; session ids, codes and tokens are digests."""

from isthmus.local.database import read_migrations

MIGRATIONS = read_migrations("isthmus.local.salesforce.store.migrations")
