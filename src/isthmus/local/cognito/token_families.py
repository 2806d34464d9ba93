"""Token families: everything that one sign-in led to, revoked together.

A family has one refresh token, of which only a digest is stored; its `event_id` is in every token of it.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

LONGEST_ACCESS_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFamily:
    """One sign-in. `scopes` are those that managed login granted, None for a sign-in through the API.

    `device_key` is the device that the sign-in came from, in pools that track devices.
    """

    event_id: str
    origin_jti: str
    pool_id: str
    client_id: str
    user_id: int
    auth_time: int
    expires_at: float
    is_revoked: bool
    scopes: tuple[str, ...] | None
    device_key: str | None


class TokenFamilies:
    """Keep the families until their last token has expired."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def plan(self, user: User, *, client: AppClient) -> TokenFamily:
        """Give a family for a sign-in that is about to succeed; `insert` keeps it."""
        now = self._clock.now()
        return TokenFamily(
            event_id=new_uuid(),
            origin_jti=new_uuid(),
            pool_id=client.pool_id,
            client_id=client.id,
            user_id=user.id,
            auth_time=int(now),
            expires_at=now + client.refresh_token_seconds,
            is_revoked=False,
            scopes=None,
            device_key=None,
        )

    def insert(self, family: TokenFamily) -> str:
        """Keep the family and give its refresh token."""
        # WIRE: AWS's refresh tokens are encrypted, thus opaque; its pattern allows dash and underscore.
        refresh_token = secrets.token_urlsafe(128)
        with self._database.transaction():
            self._insert(family, refresh_token)
            self._insert_refresh_token(refresh_token, family)
        return refresh_token

    def rotate(self, unverified_token: str, *, family: TokenFamily, grace_seconds: int) -> str | None:
        """Replace a refresh token by a fresh one, or give None if it was replaced too long ago.

        SECURITY: one conditional write decides, so of two uses at once without a grace period one wins.
        """
        now, refresh_token = self._clock.now(), secrets.token_urlsafe(128)
        with self._database.transaction():
            replaced = self._database.execute(
                "UPDATE refresh_token SET replaced_at = COALESCE(replaced_at, ?) WHERE digest = ?"
                " AND event_id = ? AND (replaced_at IS NULL OR replaced_at + ? > ?)",
                (now, _digest(unverified_token), family.event_id, grace_seconds, now),
            )
            if replaced.rowcount != 1:
                return None
            self._insert_refresh_token(refresh_token, family)
        return refresh_token

    def is_replaced(self, unverified_token: str, *, grace_seconds: int) -> bool:
        """Tell whether a refresh token was replaced, and longer ago than its grace period."""
        row = self._database.find_row(
            "SELECT 1 FROM refresh_token WHERE digest = ? AND replaced_at + ? <= ?",
            (_digest(unverified_token), grace_seconds, self._clock.now()),
        )
        return row is not None

    def _insert(self, family: TokenFamily, refresh_token: str) -> None:
        self._database.execute(
            "DELETE FROM token_family WHERE expires_at < ?", (self._clock.now() - LONGEST_ACCESS_SECONDS,)
        )
        self._database.execute(
            "INSERT INTO token_family (event_id, origin_jti, pool_id, client_id, user_id, refresh_digest,"
            " auth_time, expires_at, scopes, device_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                family.event_id,
                family.origin_jti,
                family.pool_id,
                family.client_id,
                family.user_id,
                _digest(refresh_token),
                family.auth_time,
                family.expires_at,
                None if family.scopes is None else " ".join(family.scopes),
                family.device_key,
            ),
        )

    def _insert_refresh_token(self, refresh_token: str, family: TokenFamily) -> None:
        self._database.execute(
            "INSERT INTO refresh_token (digest, event_id) VALUES (?, ?)",
            (_digest(refresh_token), family.event_id),
        )

    def find(self, event_id: str) -> TokenFamily | None:
        """Give the family of a token's `event_id`."""
        row = self._database.find_row("SELECT * FROM token_family WHERE event_id = ?", (event_id,))
        return None if row is None else _family(row)

    def find_by_refresh_token(self, unverified_token: str) -> TokenFamily | None:
        """Give the family of a refresh token, or None if we never issued it."""
        row = self._database.find_row(
            "SELECT * FROM token_family WHERE event_id ="
            " (SELECT event_id FROM refresh_token WHERE digest = ?)",
            (_digest(unverified_token),),
        )
        return None if row is None else _family(row)

    def revoke(self, family: TokenFamily) -> None:
        """Revoke the tokens of one sign-in."""
        self._database.execute(
            "UPDATE token_family SET revoked_at = ? WHERE event_id = ? AND revoked_at IS NULL",
            (self._clock.now(), family.event_id),
        )

    def revoke_all_of(self, user: User) -> None:
        """Revoke all tokens of a user, and end the sign-ins that are pending."""
        self._database.execute("UPDATE user SET epoch = epoch + 1 WHERE id = ?", (user.id,))
        self._database.execute(
            "UPDATE token_family SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL",
            (self._clock.now(), user.id),
        )


def _family(row: sqlite3.Row) -> TokenFamily:
    return TokenFamily(
        event_id=row["event_id"],
        origin_jti=row["origin_jti"],
        pool_id=row["pool_id"],
        client_id=row["client_id"],
        user_id=row["user_id"],
        auth_time=row["auth_time"],
        expires_at=row["expires_at"],
        is_revoked=row["revoked_at"] is not None,
        scopes=None if row["scopes"] is None else tuple(row["scopes"].split(" ")),
        device_key=row["device_key"],
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
