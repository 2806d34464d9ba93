"""Consumer keys and secrets of External Client Apps: made by the org at first deployment, then stable."""

import base64
import secrets
from dataclasses import dataclass

from isthmus.local.database import Database
from isthmus.local.salesforce.vault import Vault
from isthmus.secret import Secret

_KEY_PREFIX = "3MVG9"  # WIRE: every consumer key begins so and has 85 characters
_KEY_BYTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """What an app identifies itself with. The key is its OAuth `client_id` and its ID tokens' audience."""

    app: str
    key: str
    secret: Secret


class Consumers:
    """Keep one consumer per app."""

    def __init__(self, database: Database, *, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def ensure(self, app: str, *, key: str | None, secret: Secret | None) -> Consumer:
        """Give the app's consumer, made if there is none; a given key or secret replaces the one there is."""
        known = self.find_by_app(app)
        consumer = Consumer(
            app=app,
            key=key or (known.key if known else _new_key()),
            secret=secret or (known.secret if known else Secret(secrets.token_hex(32).upper())),
        )
        self._database.execute(
            "INSERT INTO app VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
            "consumer_key = excluded.consumer_key, locked_consumer_secret = excluded.locked_consumer_secret",
            (app, consumer.key, self._vault.lock(consumer.secret)),
        )
        return consumer

    def find_by_app(self, app: str) -> Consumer | None:
        """Find by the app's API name."""
        return self._find("SELECT * FROM app WHERE name = ?", app)

    def find_by_key(self, key: str) -> Consumer | None:
        """Find by consumer key."""
        return self._find("SELECT * FROM app WHERE consumer_key = ?", key)

    def _find(self, sql: str, value: str) -> Consumer | None:
        row = self._database.find_row(sql, (value,))
        if row is None:
            return None
        secret = self._vault.unlock(row["locked_consumer_secret"])
        return Consumer(app=row["name"], key=row["consumer_key"], secret=secret)


def _new_key() -> str:
    return _KEY_PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES), altchars=b"._").decode()
