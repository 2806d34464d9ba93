"""The identities: who was seen in which pool, and by which logins. One login has one identity."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.identity.errors import conflict, identity_not_found
from isthmus.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who somebody is at a login provider; verified."""

    provider: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One identity; without providers it is a guest."""

    id: str
    pool_id: str
    providers: tuple[str, ...]
    created_at: float
    modified_at: float


class Identities:
    """Keep the identities."""

    def __init__(self, database: Database, *, region: str, clock: Clock) -> None:
        self._database = database
        self._region = region
        self._clock = clock

    def insert(self, pool_id: str, *, logins: Iterable[Login]) -> str:
        """Make an identity with these logins, in one step; give its id."""
        identity_id, now = f"{self._region}:{uuid.uuid4()}", self._clock.now()
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO identity (id, pool_id, created_at, modified_at) VALUES (?, ?, ?, ?)",
                (identity_id, pool_id, now, now),
            )
            self._link(identity_id, pool_id=pool_id, logins=logins)
        return identity_id

    def link(self, identity: Identity, *, logins: Iterable[Login]) -> None:
        """Give an identity more logins."""
        with self._database.transaction():
            self._link(identity.id, pool_id=identity.pool_id, logins=logins)
            self._touch(identity.id)

    def unlink(self, identity: Identity, *, providers: Iterable[str]) -> None:
        """Take an identity's logins of these providers."""
        with self._database.transaction():
            for provider in providers:
                self._database.execute(
                    "DELETE FROM login WHERE identity_id = ? AND provider = ?", (identity.id, provider)
                )
            self._touch(identity.id)

    def find_owner(self, pool_id: str, login: Login) -> str | None:
        """Give the id of the identity that has the login."""
        row = self._database.find_row(
            "SELECT identity_id FROM login WHERE pool_id = ? AND provider = ? AND subject = ?",
            (pool_id, login.provider, login.subject),
        )
        return None if row is None else str(row["identity_id"])

    def get(self, identity_id: str) -> Identity:
        """Give the identity or raise ResourceNotFoundException."""
        row = self._database.find_row("SELECT * FROM identity WHERE id = ?", (identity_id,))
        if row is None:
            raise identity_not_found(identity_id)
        return self._identity_of(row)

    def delete(self, identity_id: str) -> bool:
        """Delete the identity; tell whether there was one."""
        return self._database.execute("DELETE FROM identity WHERE id = ?", (identity_id,)).rowcount == 1

    def list_after(self, identity_id: str, *, pool_id: str, limit: int) -> list[Identity]:
        """Give the pool's identities whose ids follow `identity_id`."""
        rows = self._database.rows(
            "SELECT * FROM identity WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?",
            (pool_id, identity_id, limit),
        )
        return [self._identity_of(row) for row in rows]

    def _link(self, identity_id: str, *, pool_id: str, logins: Iterable[Login]) -> None:
        for login in logins:
            inserted = self._database.execute(
                "INSERT INTO login (pool_id, provider, subject, identity_id) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (pool_id, login.provider, login.subject, identity_id),
            )
            if inserted.rowcount != 1:
                raise conflict("Login is already linked to another identity.")

    def _touch(self, identity_id: str) -> None:
        self._database.execute(
            "UPDATE identity SET modified_at = ? WHERE id = ?", (self._clock.now(), identity_id)
        )

    def _identity_of(self, row: Any) -> Identity:
        logins = self._database.rows(
            "SELECT DISTINCT provider FROM login WHERE identity_id = ? ORDER BY provider", (row["id"],)
        )
        return Identity(
            id=row["id"],
            pool_id=row["pool_id"],
            providers=tuple(login["provider"] for login in logins),
            created_at=row["created_at"],
            modified_at=row["modified_at"],
        )
