"""The sessions of unfinished sign-ins: opaque, bound to pool, client and user, each good for one answer.

Only digests are stored. Used and expired sessions stay for an hour, for the three refusals to differ.
"""

import hashlib
import json
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import not_authorized
from isthmus.local.database import Database

KEPT_SECONDS = 3600


class Door(StrEnum):
    """Where a sign-in goes on: a challenge of the pages is not answered through the API, nor the reverse.

    SECURITY: the API gives tokens with more scopes than an app may ask for at the pages.
    """

    API = "api"
    PAGES = "pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSession:
    """A question that waits for its answer. `sub` is None for a user that does not exist."""

    challenge: str
    username: str
    sub: str | None
    state: dict[str, Any]


class ChallengeSessions:
    """Give out sessions and take each back once."""

    def __init__(self, database: Database, *, door: Door, clock: Clock) -> None:
        self._database = database
        self._door = door
        self._clock = clock

    def issue(self, session: ChallengeSession, *, client: AppClient) -> str:
        """Keep the session and give the token that answers it."""
        token, now = secrets.token_urlsafe(96), self._clock.now()
        self._database.execute("DELETE FROM challenge_session WHERE expires_at < ?", (now - KEPT_SECONDS,))
        self._database.execute(
            "INSERT INTO challenge_session (digest, pool_id, client_id, username, sub, challenge, state,"
            " expires_at, door) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _digest(token),
                client.pool_id,
                client.id,
                session.username,
                session.sub,
                session.challenge,
                json.dumps(session.state),
                now + client.session_seconds,
                self._door,
            ),
        )
        return token

    def find_binding(self, unverified_token: str) -> tuple[str, str] | None:
        """Give the client and the username of a session, for the operations that name neither."""
        row = self._database.find_row(
            "SELECT client_id, username FROM challenge_session WHERE digest = ? AND door = ?",
            (_digest(unverified_token), self._door),
        )
        return None if row is None else (row["client_id"], row["username"])

    def give_back(self, unverified_token: str) -> None:
        """Let a session that was consumed for a mistyped code be answered again; guesses are counted."""
        self._database.execute(
            "UPDATE challenge_session SET used_at = NULL WHERE digest = ?", (_digest(unverified_token),)
        )

    def consume(
        self, unverified_token: str, *, client: AppClient, challenge: str, username: str
    ) -> ChallengeSession:
        """Take the session back, or raise NotAuthorizedException.

        SECURITY: one conditional write decides, so of two answers at once one wins. A session that is not
        this client's, user's and challenge's stays untouched.
        """
        digest, now = _digest(unverified_token), self._clock.now()
        taken = self._database.execute(
            "UPDATE challenge_session SET used_at = ? WHERE digest = ? AND used_at IS NULL AND expires_at > ?"
            " AND pool_id = ? AND client_id = ? AND challenge = ? AND username = ? AND door = ?",
            (now, digest, now, client.pool_id, client.id, challenge, username, self._door),
        )
        row = self._database.find_row(
            "SELECT * FROM challenge_session WHERE digest = ? AND door = ?", (digest, self._door)
        )
        if row is None or taken.rowcount != 1:
            bound_to = None if row is None else (row["client_id"], row["challenge"], row["username"])
            raise _refusal(row if bound_to == (client.id, challenge, username) else None)
        return ChallengeSession(
            challenge=row["challenge"],
            username=row["username"],
            sub=row["sub"],
            state=json.loads(row["state"]),
        )


def _refusal(row: sqlite3.Row | None) -> AwsError:
    if row is None:
        return not_authorized(
            "Invalid session for the user.", reason="unknown, or of another client, user or challenge"
        )
    if row["used_at"] is not None:
        return not_authorized("Invalid session for the user, session can only be used once.")
    return not_authorized("Invalid session for the user, session is expired.")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
