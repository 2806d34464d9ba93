"""The styles of managed login, one for each app client: kept and shown; the pages here do not apply them."""

import base64
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedLoginBranding:
    """One style. `assets` are as the request had them, their bytes decoded."""

    id: str
    pool_id: str
    uses_provided_values: bool
    settings: Any
    assets: tuple[dict[str, Any], ...]
    created_at: float
    modified_at: float


class ManagedLoginBrandings:
    """Keep the styles."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def insert(
        self,
        pool: Pool,
        *,
        client_id: str,
        uses_provided_values: bool,
        settings: Any,
        assets: Sequence[Any],
    ) -> ManagedLoginBranding:
        """Give a client its style, or raise ManagedLoginBrandingExistsException."""
        if self.find_of_client(client_id) is not None:
            raise AwsError(
                "ManagedLoginBrandingExistsException", f"The app client {client_id} already has a style."
            )
        branding_id, now = new_uuid(), self._clock.now()
        self._database.execute(
            "INSERT INTO managed_login_branding (id, pool_id, client_id, uses_provided_values, settings,"
            " assets, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                branding_id,
                pool.id,
                client_id,
                int(uses_provided_values),
                json.dumps(settings),
                _dumped(assets),
                now,
                now,
            ),
        )
        return self.get(pool, branding_id=branding_id)

    def update(
        self,
        branding: ManagedLoginBranding,
        *,
        uses_provided_values: bool,
        settings: Any,
        assets: Sequence[Any],
    ) -> None:
        """Replace a style."""
        self._database.execute(
            "UPDATE managed_login_branding SET uses_provided_values = ?, settings = ?, assets = ?,"
            " modified_at = ? WHERE id = ?",
            (
                int(uses_provided_values),
                json.dumps(settings),
                _dumped(assets),
                self._clock.now(),
                branding.id,
            ),
        )

    def delete(self, branding: ManagedLoginBranding) -> None:
        """Delete a style."""
        self._database.execute("DELETE FROM managed_login_branding WHERE id = ?", (branding.id,))

    def get(self, pool: Pool, *, branding_id: str) -> ManagedLoginBranding:
        """Give a style of a pool, or raise ResourceNotFoundException."""
        row = self._database.find_row(
            "SELECT * FROM managed_login_branding WHERE id = ? AND pool_id = ?", (branding_id, pool.id)
        )
        if row is None:
            raise AwsError("ResourceNotFoundException", f"ManagedLoginBranding {branding_id} does not exist.")
        return _branding(row)

    def find_of_client(self, client_id: str) -> ManagedLoginBranding | None:
        """Give the style of a client, or None."""
        row = self._database.find_row(
            "SELECT * FROM managed_login_branding WHERE client_id = ?", (client_id,)
        )
        return None if row is None else _branding(row)


def describe_branding(branding: ManagedLoginBranding) -> dict[str, Any]:
    """Show a style. WIRE: Settings only if there are some, Assets always (measured, floci-io/floci#2869)."""
    return {
        "ManagedLoginBranding": {
            "ManagedLoginBrandingId": branding.id,
            "UserPoolId": branding.pool_id,
            "UseCognitoProvidedValues": branding.uses_provided_values,
            "Settings": branding.settings,
            "Assets": list(branding.assets),
            "CreationDate": branding.created_at,
            "LastModifiedDate": branding.modified_at,
        }
    }


def _dumped(assets: Sequence[Any]) -> str:
    written = [
        {**asset, "Bytes": base64.b64encode(asset["Bytes"]).decode()} if "Bytes" in asset else asset
        for asset in assets
    ]
    return json.dumps(written)


def _loaded(text: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {**asset, "Bytes": base64.b64decode(asset["Bytes"])} if "Bytes" in asset else asset
        for asset in json.loads(text)
    )


def _branding(row: sqlite3.Row) -> ManagedLoginBranding:
    return ManagedLoginBranding(
        id=row["id"],
        pool_id=row["pool_id"],
        uses_provided_values=bool(row["uses_provided_values"]),
        settings=json.loads(row["settings"]),
        assets=_loaded(row["assets"]),
        created_at=row["created_at"],
        modified_at=row["modified_at"],
    )
