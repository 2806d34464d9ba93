"""Authorizations under way and granted: requests that wait for a person, codes, and refresh tokens."""

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Row

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.store.digests import digest_of

REQUEST_SECONDS = 15 * 60
CODE_SECONDS = 15 * 60

_TOKEN_BYTES = 32
_CODE_BYTES = 48
_REFRESH_PREFIX = "5Aep861"  # WIRE: what refresh tokens begin with


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRequest:
    """An authorization request that waits for login or approval in one browser."""

    parameters: Mapping[str, str | bool | None]
    user_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """An authorization code, used or not."""

    grant_id: str
    user_id: str
    parameters: Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """A refresh token and what it was granted for."""

    grant_id: str
    user_id: str
    app: str
    scopes: frozenset[str]
    created_at: float
    used_at: float
    rotated_at: float | None


class Grants:
    """Keep requests, codes and refresh tokens by digest; each code can be claimed once."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create_request(self, parameters: Mapping[str, str | bool | None], *, browser: str) -> str:
        """Keep a request for the browser that sent it; give the name it is continued by."""
        name, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock.now()
        self._database.execute("DELETE FROM authorization_request WHERE expires_at < ?", (now,))
        self._database.execute(
            "INSERT INTO authorization_request VALUES (?, ?, ?, NULL, ?)",
            (digest_of(name), digest_of(browser), json.dumps(dict(parameters)), now + REQUEST_SECONDS),
        )
        return name

    def find_request(self, unverified_name: str, *, browser: str) -> PendingRequest | None:
        """Find a request of this browser; one of another browser is not found."""
        row = self._database.find_row(
            "SELECT * FROM authorization_request WHERE digest = ? AND browser_digest = ? AND expires_at > ?",
            (digest_of(unverified_name), digest_of(browser), self._clock.now()),
        )
        if row is None:
            return None
        return PendingRequest(parameters=json.loads(row["parameters"]), user_id=row["person_id"])

    def set_request_user(self, name: str, *, user_id: str) -> None:
        """Note who logged in for a request."""
        self._database.execute(
            "UPDATE authorization_request SET person_id = ? WHERE digest = ?", (user_id, digest_of(name))
        )

    def claim_request(self, name: str) -> bool:
        """End a request; True for one caller only."""
        digest = digest_of(name)
        deleted = self._database.execute("DELETE FROM authorization_request WHERE digest = ?", (digest,))
        return deleted.rowcount == 1

    def create_code(self, parameters: Mapping[str, str | bool | None], *, user_id: str) -> str:
        """Make an authorization code."""
        code, now = secrets.token_urlsafe(_CODE_BYTES), self._clock.now()
        self._database.execute("DELETE FROM authorization_code WHERE expires_at < ?", (now - CODE_SECONDS,))
        self._database.execute(
            "INSERT INTO authorization_code VALUES (?, ?, ?, ?, ?, NULL)",
            (digest_of(code), new_grant_id(), user_id, json.dumps(dict(parameters)), now + CODE_SECONDS),
        )
        return code

    def find_code(self, unverified_code: str) -> Code | None:
        """Find a code whose time has not run out, used or not."""
        row = self._database.find_row(
            "SELECT * FROM authorization_code WHERE digest = ? AND expires_at > ?",
            (digest_of(unverified_code), self._clock.now()),
        )
        if row is None:
            return None
        return Code(
            grant_id=row["grant_id"],
            user_id=row["person_id"],
            parameters=json.loads(row["parameters"]),
        )

    def claim_code(self, code: str) -> bool:
        """Use a code up; True for one caller only."""
        claimed = self._database.execute(
            "UPDATE authorization_code SET used_at = ? WHERE digest = ? AND used_at IS NULL",
            (self._clock.now(), digest_of(code)),
        )
        return claimed.rowcount == 1

    def create_refresh_token(self, user_id: str, *, grant_id: str, app: str, scopes: Collection[str]) -> str:
        """Make a refresh token for a grant."""
        now = self._clock.now()
        return self._put_refresh_token(
            RefreshToken(
                grant_id=grant_id,
                user_id=user_id,
                app=app,
                scopes=frozenset(scopes),
                created_at=now,
                used_at=now,
                rotated_at=None,
            )
        )

    def succeed_refresh_token(self, token: RefreshToken) -> str:
        """Make the refresh token that follows another: as old as that one, and used just now."""
        return self._put_refresh_token(replace(token, used_at=self._clock.now(), rotated_at=None))

    def find_refresh_token(self, unverified_token: str) -> RefreshToken | None:
        """Find a refresh token; whether it is too old is the app's policy."""
        digest = digest_of(unverified_token)
        row = self._database.find_row("SELECT * FROM refresh_token WHERE digest = ?", (digest,))
        return _refresh_token_of(row) if row else None

    def refresh_tokens_of(self, user_id: str, *, app: str) -> list[RefreshToken]:
        """Give the refresh tokens of a user for an app: the approvals that last."""
        rows = self._database.rows(
            "SELECT * FROM refresh_token WHERE person_id = ? AND app = ? AND rotated_at IS NULL",
            (user_id, app),
        )
        return [_refresh_token_of(row) for row in rows]

    def touch_refresh_token(self, token: str) -> None:
        """Note that a refresh token was used just now."""
        self._database.execute(
            "UPDATE refresh_token SET used_at = ? WHERE digest = ?", (self._clock.now(), digest_of(token))
        )

    def claim_refresh_token(self, token: str) -> bool:
        """Use a refresh token up, to be followed by another; True for one caller only."""
        claimed = self._database.execute(
            "UPDATE refresh_token SET rotated_at = ? WHERE digest = ? AND rotated_at IS NULL",
            (self._clock.now(), digest_of(token)),
        )
        return claimed.rowcount == 1

    def revoke_refresh_tokens(self, grant_id: str) -> None:
        """End the refresh tokens of a grant."""
        self._database.execute("DELETE FROM refresh_token WHERE grant_id = ?", (grant_id,))

    def _put_refresh_token(self, new: RefreshToken) -> str:
        token = _REFRESH_PREFIX + secrets.token_urlsafe(_CODE_BYTES)
        scopes = " ".join(sorted(new.scopes))
        self._database.execute(
            "INSERT INTO refresh_token VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (digest_of(token), new.grant_id, new.user_id, new.app, scopes, new.created_at, new.used_at),
        )
        return token


def new_grant_id() -> str:
    """Make the id that ties the tokens of one authorization together."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _refresh_token_of(row: Row) -> RefreshToken:
    return RefreshToken(
        grant_id=row["grant_id"],
        user_id=row["person_id"],
        app=row["app"],
        scopes=frozenset(row["scopes"].split()),
        created_at=row["created_at"],
        used_at=row["used_at"],
        rotated_at=row["rotated_at"],
    )
