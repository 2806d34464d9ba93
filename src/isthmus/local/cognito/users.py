"""Where users are kept. A lookup on the sign-in path reads one index entry, however many users there are."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.aliases import Aliases
from isthmus.local.cognito.errors import pool_not_found, user_not_found
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import EXTERNAL_PROVIDER, Password, User
from isthmus.local.database import Database


class Users:
    """Keep the users of all pools."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._aliases = Aliases(database)

    def insert(
        self,
        pool: Pool,
        *,
        username: str,
        sub: str,
        status: str,
        password: Password,
        attributes: Mapping[str, str],
        takes_over_aliases: bool,
    ) -> User:
        """Add a user. Raises AliasExistsException."""
        now = self._clock.now()
        with self._database.transaction():
            self._insert_row(pool, username=username, sub=sub, status=status, now=now)
            user = self.get(pool, username)
            self.set_password(user, password=password, status=status)
            return self.write(pool, user, attributes, takes_over_aliases=takes_over_aliases)

    def insert_external(self, pool: Pool, *, username: str, sub: str, attributes: Mapping[str, str]) -> User:
        """Add a user without a password, whom a provider signs in. Inside the caller's transaction."""
        self._insert_row(pool, username=username, sub=sub, status=EXTERNAL_PROVIDER, now=self._clock.now())
        return self.write(pool, self.get(pool, username), attributes, takes_over_aliases=False)

    def _insert_row(self, pool: Pool, *, username: str, sub: str, status: str, now: float) -> None:
        # SECURITY: SQLite gives the highest id again once its user is deleted; whatever a function still runs
        # for would go on for whoever has it then.
        self._database.execute("UPDATE last_user SET id = id + 1")
        inserted = self._database.execute(
            "INSERT INTO user (id, pool_id, username, sub, status, is_enabled, created_at, modified_at)"
            " SELECT (SELECT id FROM last_user), id, ?, ?, ?, 1, ?, ? FROM user_pool WHERE id = ?",
            (username, sub, status, now, now, pool.id),
        )
        if inserted.rowcount != 1:
            # The pool was deleted while a function ran.
            raise pool_not_found(pool.id)

    def set_attributes(self, pool: Pool, user: User, attributes: Mapping[str, str]) -> None:
        """Write some attributes; an empty value deletes one. Raises AliasExistsException."""
        with self._database.transaction():
            self.write(pool, user, attributes, takes_over_aliases=False)

    def write(
        self, pool: Pool, user: User, attributes: Mapping[str, str], *, takes_over_aliases: bool
    ) -> User:
        """Do as `set_attributes`, inside the caller's transaction."""
        for name, value in attributes.items():
            self._write_attribute(user, name=name, value=value)
        self._database.execute("UPDATE user SET modified_at = ? WHERE id = ?", (self._clock.now(), user.id))
        written = self.find_by_id(user.id)
        assert written is not None
        self._aliases.renew(pool, written, take_over=takes_over_aliases)
        return written

    def set_status(self, user: User, *, status: str) -> None:
        """Replace the status. May stand inside the caller's transaction."""
        self._database.execute(
            "UPDATE user SET status = ?, modified_at = ? WHERE id = ?", (status, self._clock.now(), user.id)
        )

    def set_password(self, user: User, *, password: Password, status: str) -> None:
        """Replace the password, end a lock-out and what is pending. May stand in the caller's transaction."""
        self._database.execute(
            "UPDATE user SET password = ?, srp_salt = ?, srp_verifier = ?, password_expires_at = ?,"
            " status = ?, failed_attempts = 0, locked_until = 0, epoch = epoch + 1, modified_at = ?"
            " WHERE id = ?",
            (
                password.hashed,
                password.verifier.salt if password.verifier is not None else None,
                password.verifier.number if password.verifier is not None else None,
                password.expires_at,
                status,
                self._clock.now(),
                user.id,
            ),
        )

    def set_enabled(self, user: User, *, is_enabled: bool) -> None:
        """Enable or disable a user, and end what is pending."""
        self._database.execute(
            "UPDATE user SET is_enabled = ?, epoch = epoch + 1, modified_at = ? WHERE id = ?",
            (int(is_enabled), self._clock.now(), user.id),
        )

    def set_attempts(self, user: User, *, failed: int, locked_until: float) -> None:
        """Count wrong passwords."""
        self._database.execute(
            "UPDATE user SET failed_attempts = ?, locked_until = ? WHERE id = ?",
            (failed, locked_until, user.id),
        )

    def delete(self, user: User) -> None:
        """Delete a user with tokens and names."""
        self._database.execute("DELETE FROM user WHERE id = ?", (user.id,))

    def find(self, pool: Pool, name: str) -> User | None:
        """Give the user of a username, a `sub`, or an alias of the pool; None if there is none."""
        name = pool.normalized(name)
        return (
            self._find("WHERE pool_id = ? AND username = ?", (pool.id, name))
            or self.find_by_sub(pool, name)
            or self._find_by_alias(pool, name)
        )

    def find_by_sub(self, pool: Pool, sub: str) -> User | None:
        """Give the user of a `sub` alone, which no username is mistaken for; None if there is none."""
        return self._find("WHERE pool_id = ? AND sub = ?", (pool.id, sub))

    def get(self, pool: Pool, name: str) -> User:
        """Give the user of a name, or raise UserNotFoundException."""
        user = self.find(pool, name)
        if user is None:
            raise user_not_found()
        return user

    def find_by_id(self, user_id: int) -> User | None:
        """Give the user of a row."""
        return self._find("WHERE id = ?", (user_id,))

    def count(self, pool_id: str) -> int:
        """Count the users of a pool."""
        count: int = self._database.rows("SELECT COUNT(*) FROM user WHERE pool_id = ?", (pool_id,))[0][0]
        return count

    def select(self, where: str, parameters: tuple[Any, ...], *, limit: int) -> list[User]:
        """Give users in the order they were made, by a condition that `user_filter` wrote."""
        return [
            self._user(row)
            for row in self._database.rows(
                f"{_SELECT} WHERE {where} ORDER BY id LIMIT ?", (*parameters, limit)
            )
        ]

    def _find_by_alias(self, pool: Pool, value: str) -> User | None:
        for name in (*pool.username_attributes, *pool.alias_attributes):
            user = self._find(
                "WHERE id = (SELECT user_id FROM sign_in_alias WHERE pool_id = ? AND name = ? AND value = ?)",
                (pool.id, name, value),
            )
            if user is not None:
                return user
        return None

    def _find(self, where: str, parameters: tuple[Any, ...]) -> User | None:
        row = self._database.find_row(f"{_SELECT} {where}", parameters)
        return None if row is None else self._user(row)

    def _user(self, row: sqlite3.Row) -> User:
        columns = {name: row[name] for name in row.keys() if name not in ("is_enabled", "attributes")}  # noqa: SIM118  a Row iterates over values
        return User(
            **columns, is_enabled=bool(row["is_enabled"]), attributes=json.loads(row["attributes"] or "{}")
        )

    def _write_attribute(self, user: User, *, name: str, value: str) -> None:
        if value == "":
            self._database.execute(
                "DELETE FROM user_attribute WHERE user_id = ? AND name = ?", (user.id, name)
            )
            return
        self._database.execute(
            "INSERT INTO user_attribute (user_id, pool_id, name, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value",
            (user.id, user.pool_id, name, value),
        )


_SELECT = (
    "SELECT *, (SELECT json_group_object(name, value) FROM user_attribute WHERE user_id = user.id)"
    " AS attributes FROM user"
)
