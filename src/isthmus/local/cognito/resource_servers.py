"""Resource servers: the APIs of a pool and their scopes, written `IDENTIFIER/SCOPE`."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.database import Database

MOST_PER_POOL = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceServer:
    """One API. `scopes` maps a scope's name to its description."""

    pool_id: str
    identifier: str
    name: str
    scopes: Mapping[str, str]


class ResourceServers:
    """Keep the resource servers; read ones stay in memory until they change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, str], ResourceServer] = {}

    def insert(self, server: ResourceServer) -> None:
        """Add a server; its identifier must be free in the pool."""
        if self.find(server.pool_id, server.identifier) is not None:
            raise invalid_parameter(f"{server.identifier} already exists in user pool {server.pool_id}.")
        count = self._database.rows(
            "SELECT COUNT(*) FROM resource_server WHERE pool_id = ?", (server.pool_id,)
        )[0][0]
        if count >= MOST_PER_POOL:
            raise AwsError(
                "LimitExceededException", f"A user pool has at most {MOST_PER_POOL} resource servers."
            )
        self._database.execute(
            "INSERT INTO resource_server (pool_id, identifier, name, scopes) VALUES (?, ?, ?, ?)",
            (server.pool_id, server.identifier, server.name, json.dumps(dict(server.scopes))),
        )

    def update(self, server: ResourceServer) -> None:
        """Replace name and scopes of a server."""
        self.get(server.pool_id, server.identifier)
        self._known.pop((server.pool_id, server.identifier), None)
        self._database.execute(
            "UPDATE resource_server SET name = ?, scopes = ? WHERE pool_id = ? AND identifier = ?",
            (server.name, json.dumps(dict(server.scopes)), server.pool_id, server.identifier),
        )

    def delete(self, pool_id: str, identifier: str) -> None:
        """Delete a server: its scopes become inactive in every client."""
        self.get(pool_id, identifier)
        self._known.pop((pool_id, identifier), None)
        self._database.execute(
            "DELETE FROM resource_server WHERE pool_id = ? AND identifier = ?", (pool_id, identifier)
        )

    def find(self, pool_id: str, identifier: str) -> ResourceServer | None:
        """Give a server, or None."""
        known = self._known.get((pool_id, identifier))
        if known is not None:
            return known
        row = self._database.find_row(
            "SELECT * FROM resource_server WHERE pool_id = ? AND identifier = ?", (pool_id, identifier)
        )
        if row is None:
            return None
        self._known[pool_id, identifier] = _server(row)
        return self._known[pool_id, identifier]

    def get(self, pool_id: str, identifier: str) -> ResourceServer:
        """Give a server, or raise ResourceNotFoundException."""
        server = self.find(pool_id, identifier)
        if server is None:
            raise AwsError("ResourceNotFoundException", f"Resource server {identifier} does not exist.")
        return server

    def page(self, pool_id: str, *, after: str, limit: int) -> list[ResourceServer]:
        """Give up to `limit` servers in the order of their identifiers."""
        rows = self._database.rows(
            "SELECT * FROM resource_server WHERE pool_id = ? AND identifier > ? ORDER BY identifier LIMIT ?",
            (pool_id, after, limit),
        )
        return [_server(row) for row in rows]

    def has_scope(self, pool_id: str, scope: str) -> bool:
        """Tell whether a server of the pool defines the scope. Scope names have no slash."""
        identifier, _, name = scope.rpartition("/")
        server = self.find(pool_id, identifier)
        return server is not None and name in server.scopes


def _server(row: sqlite3.Row) -> ResourceServer:
    return ResourceServer(
        pool_id=row["pool_id"],
        identifier=row["identifier"],
        name=row["name"],
        scopes=json.loads(row["scopes"]),
    )
