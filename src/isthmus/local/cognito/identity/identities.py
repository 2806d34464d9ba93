"""The identities: who was seen in which pool, and by which logins. One login has one identity.

A login is of a public provider, or a developer's user: what the developer provider calls somebody.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.identity.errors import conflict, identity_not_found, invalid_parameter
from isthmus.local.database import Database

MOST_LOGINS = 20  # API Reference, MergeDeveloperIdentities


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who somebody is at a login provider; verified."""

    provider: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One identity. `providers` are the public ones; a guest never had a login of any kind.

    SECURITY: who lost the last login is no guest again, but out of everybody's reach.
    """

    id: str
    pool_id: str
    providers: tuple[str, ...]
    has_developer_user: bool
    is_guest: bool
    created_at: float
    modified_at: float


class Identities:
    """Keep the identities."""

    def __init__(self, database: Database, *, region: str, clock: Clock) -> None:
        self._database = database
        self._region = region
        self._clock = clock

    def insert(self, pool_id: str, *, logins: Iterable[Login], developer_users: Iterable[str]) -> str:
        """Make an identity with these logins, in one step; give its id."""
        identity_id, now = f"{self._region}:{uuid.uuid4()}", self._clock.now()
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO identity (id, pool_id, created_at, modified_at) VALUES (?, ?, ?, ?)",
                (identity_id, pool_id, now, now),
            )
            self._link(identity_id, pool_id=pool_id, logins=logins, developer_users=developer_users)
        return identity_id

    def link(self, identity: Identity, *, logins: Iterable[Login], developer_users: Iterable[str]) -> None:
        """Give an identity more logins."""
        with self._database.transaction():
            self._link(identity.id, pool_id=identity.pool_id, logins=logins, developer_users=developer_users)
            self._touch(identity.id)

    def merge(self, source: Identity, *, destination: Identity) -> None:
        """Give all logins of `source` to `destination`; nobody speaks for `source` from then on."""
        if set(source.providers) & set(destination.providers):
            raise conflict("The identities have logins of the same provider.")
        with self._database.transaction():
            for table in ("login", "developer_login"):
                self._database.execute(
                    f"UPDATE {table} SET identity_id = ? WHERE identity_id = ?",  # noqa: S608  names of ours
                    (destination.id, source.id),
                )
            self._check_number(destination.id)
            self._touch(source.id)
            self._touch(destination.id)

    def unlink(self, identity: Identity, *, providers: Iterable[str]) -> None:
        """Take an identity's logins of these providers."""
        with self._database.transaction():
            for provider in providers:
                self._database.execute(
                    "DELETE FROM login WHERE identity_id = ? AND provider = ?", (identity.id, provider)
                )
            self._touch(identity.id)

    def unlink_developer_user(self, identity: Identity, *, user: str) -> bool:
        """Take a developer's user from an identity; tell whether it was its."""
        with self._database.transaction():
            deleted = self._database.execute(
                "DELETE FROM developer_login WHERE identity_id = ? AND user_identifier = ?",
                (identity.id, user),
            )
            self._touch(identity.id)
        return deleted.rowcount == 1

    def find_developer_owner(self, pool_id: str, user: str) -> str | None:
        """Give the id of the identity that the developer's user has."""
        row = self._database.find_row(
            "SELECT identity_id FROM developer_login WHERE pool_id = ? AND user_identifier = ?",
            (pool_id, user),
        )
        return None if row is None else str(row["identity_id"])

    def developer_users_after(self, user: str, *, identity: Identity, limit: int) -> list[str]:
        """Give the identity's users at the developer that follow `user`."""
        rows = self._database.rows(
            "SELECT user_identifier FROM developer_login WHERE identity_id = ? AND user_identifier > ?"
            " ORDER BY user_identifier LIMIT ?",
            (identity.id, user, limit),
        )
        return [str(row["user_identifier"]) for row in rows]

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

    def _link(
        self, identity_id: str, *, pool_id: str, logins: Iterable[Login], developer_users: Iterable[str]
    ) -> None:
        for login in logins:
            self._check_first_of_provider(identity_id, login.provider)
            inserted = self._database.execute(
                "INSERT INTO login (pool_id, provider, subject, identity_id) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (pool_id, login.provider, login.subject, identity_id),
            )
            if inserted.rowcount != 1:
                raise conflict("Login is already linked to another identity.")
        for user in developer_users:
            self._database.execute(
                "INSERT INTO developer_login (pool_id, user_identifier, identity_id) VALUES (?, ?, ?)",
                (pool_id, user, identity_id),
            )
        if self._check_number(identity_id):
            self._database.execute("UPDATE identity SET was_linked = 1 WHERE id = ?", (identity_id,))

    def _check_first_of_provider(self, identity_id: str, provider: str) -> None:
        """AWS: "You may only link one login per public provider" (Developer Guide, "Authentication flow")."""
        known = self._database.find_row(
            "SELECT 1 FROM login WHERE identity_id = ? AND provider = ?", (identity_id, provider)
        )
        if known is not None:
            raise conflict("Only one login per provider is allowed.")

    def _check_number(self, identity_id: str) -> int:
        """Give the number of the identity's logins, or raise InvalidParameterException."""
        row = self._database.find_row(
            "SELECT (SELECT count(*) FROM login WHERE identity_id = :id)"
            " + (SELECT count(*) FROM developer_login WHERE identity_id = :id) AS number",
            {"id": identity_id},
        )
        number = 0 if row is None else int(row["number"])
        if number > MOST_LOGINS:
            raise invalid_parameter(f"An identity has at most {MOST_LOGINS} linked logins.")
        return number

    def _touch(self, identity_id: str) -> None:
        self._database.execute(
            "UPDATE identity SET modified_at = ? WHERE id = ?", (self._clock.now(), identity_id)
        )

    def _identity_of(self, row: Any) -> Identity:
        logins = self._database.rows(
            "SELECT DISTINCT provider FROM login WHERE identity_id = ? ORDER BY provider", (row["id"],)
        )
        developer_user = self._database.find_row(
            "SELECT 1 FROM developer_login WHERE identity_id = ? LIMIT 1", (row["id"],)
        )
        return Identity(
            id=row["id"],
            pool_id=row["pool_id"],
            providers=tuple(login["provider"] for login in logins),
            has_developer_user=developer_user is not None,
            is_guest=not row["was_linked"],
            created_at=row["created_at"],
            modified_at=row["modified_at"],
        )
