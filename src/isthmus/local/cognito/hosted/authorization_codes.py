"""Authorization codes: five minutes, one use. Only digests are stored.

A used code stays for a while and remembers its sign-in, so that a second use revokes what the first one gave
(RFC 6749 section 4.1.2).
"""

import hashlib
import sqlite3
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.hosted.browser_sessions import SignedInBrowser
from isthmus.local.cognito.hosted.stored_changes import dump_changes, load_changes
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pre_token import TokenChanges
from isthmus.local.database import Database

LIFETIME_SECONDS = 300
KEPT_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCode:
    """What was granted, in which epoch of the user. `event_id` is the sign-in it led to, if used."""

    client_id: str
    user_id: int
    redirect_uri: str
    scopes: tuple[str, ...]
    nonce: str | None
    code_challenge: str | None
    auth_time: int
    changes: TokenChanges
    expires_at: float
    event_id: str | None
    epoch: int | None


class AuthorizationCodes:
    """Give out codes and take each back once."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def issue(
        self, request: AuthorizationRequest, signed_in: SignedInBrowser, *, changes: TokenChanges
    ) -> str:
        """Keep what was granted and give the code for it."""
        # WIRE: AWS's codes are UUIDs; 122 random bits, five minutes.
        code, now = new_uuid(), self._clock.now()
        self._database.execute("DELETE FROM authorization_code WHERE expires_at < ?", (now - KEPT_SECONDS,))
        self._database.execute(
            "INSERT INTO authorization_code (digest, client_id, user_id, redirect_uri, scopes, nonce,"
            " code_challenge, auth_time, changes, expires_at, epoch)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _digest(code),
                request.client.id,
                signed_in.user.id,
                request.redirect_uri,
                " ".join(request.scopes),
                request.nonce,
                request.code_challenge,
                signed_in.auth_time,
                dump_changes(changes),
                now + LIFETIME_SECONDS,
                signed_in.user.epoch,
            ),
        )
        return code

    def find(self, unverified_code: str) -> AuthorizationCode | None:
        """Give what a code stands for, used or not, or None if we never issued it."""
        row = self._database.find_row(
            "SELECT * FROM authorization_code WHERE digest = ?", (_digest(unverified_code),)
        )
        return None if row is None else _code(row)

    def claim(self, unverified_code: str, *, event_id: str) -> bool:
        """Use the code for the sign-in `event_id`; of two at once, one wins."""
        claimed = self._database.execute(
            "UPDATE authorization_code SET event_id = ? WHERE digest = ? AND event_id IS NULL"
            " AND expires_at > ?",
            (event_id, _digest(unverified_code), self._clock.now()),
        )
        return claimed.rowcount == 1


def _code(row: sqlite3.Row) -> AuthorizationCode:
    return AuthorizationCode(
        client_id=row["client_id"],
        user_id=row["user_id"],
        redirect_uri=row["redirect_uri"],
        scopes=tuple(row["scopes"].split(" ")),
        nonce=row["nonce"],
        code_challenge=row["code_challenge"],
        auth_time=row["auth_time"],
        changes=load_changes(row["changes"]),
        expires_at=row["expires_at"],
        event_id=row["event_id"],
        epoch=row["epoch"],
    )


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
