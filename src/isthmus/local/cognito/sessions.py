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
from isthmus.local.cognito.errors import client_not_found, invalid_session, not_authorized
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
    """A question that waits for its answer. `sub` and `epoch` are None for a user that does not exist.

    `epoch` is the user's when the question was asked; `device_key` is what the app says of its device.
    """

    challenge: str
    username: str
    sub: str | None
    epoch: int | None
    device_key: str | None
    state: dict[str, Any]


class StaleSessionError(AwsError):
    """A session of a user who was disabled, deleted or signed out, or whose password was changed, since."""

    def __init__(self, sub: str) -> None:
        refusal = invalid_session("the user was signed out, disabled or deleted, or has another password")
        super().__init__(refusal.code, refusal.message, reason=refusal.reason)
        self.sub = sub


class ChallengeSessions:
    """Give out sessions and take each back once."""

    def __init__(self, database: Database, *, door: Door, clock: Clock) -> None:
        self._database = database
        self._door = door
        self._clock = clock

    def issue(self, session: ChallengeSession, *, client: AppClient) -> str:
        """Keep the session and give the token that answers it. Raises ResourceNotFoundException."""
        token, now = secrets.token_urlsafe(96), self._clock.now()
        self._database.execute("DELETE FROM challenge_session WHERE expires_at < ?", (now - KEPT_SECONDS,))
        issued = self._database.execute(
            "INSERT INTO challenge_session (digest, pool_id, client_id, username, sub, epoch, device_key,"
            " challenge, state, expires_at, door) SELECT ?, pool_id, id, ?, ?, ?, ?, ?, ?, ?, ?"
            " FROM app_client WHERE id = ?",
            (
                _digest(token),
                session.username,
                session.sub,
                session.epoch,
                session.device_key,
                session.challenge,
                json.dumps(session.state),
                now + client.session_seconds,
                self._door,
                client.id,
            ),
        )
        if issued.rowcount != 1:
            # The client was deleted while a function ran.
            raise client_not_found(client.id)
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

    def end_all_of(self, client: AppClient) -> None:
        """End what is pending at this door of a client."""
        self._database.execute(
            "DELETE FROM challenge_session WHERE pool_id = ? AND client_id = ? AND door = ?",
            (client.pool_id, client.id, self._door),
        )

    def consume(
        self, unverified_token: str, *, client: AppClient, challenge: str, username: str
    ) -> ChallengeSession:
        """Take the session back, or raise NotAuthorizedException in one of AWS's three ways.

        SECURITY: one conditional write decides, so of two answers at once one wins. A session that is not
        this client's, user's and challenge's stays untouched. One of a user who was disabled, deleted or
        signed out, or whose password was changed meanwhile, raises StaleSessionError.
        """
        return self._take(_digest(unverified_token), client=client, challenge=challenge, username=username)

    def consume_latest(
        self, *, client: AppClient, challenge: str, username: str, device_key: str
    ) -> ChallengeSession:
        """Take back the last session of a user and a device, as `consume` does with one that is named."""
        row = self._database.find_row(
            "SELECT digest FROM challenge_session WHERE pool_id = ? AND client_id = ? AND challenge = ?"
            " AND username = ? AND device_key = ? AND door = ? ORDER BY rowid DESC LIMIT 1",
            (client.pool_id, client.id, challenge, username, device_key, self._door),
        )
        if row is None:
            raise invalid_session("nothing was asked of this user and device")
        return self._take(row["digest"], client=client, challenge=challenge, username=username)

    def _take(self, digest: bytes, *, client: AppClient, challenge: str, username: str) -> ChallengeSession:
        now = self._clock.now()
        taken = self._database.execute(
            "UPDATE challenge_session SET used_at = ? WHERE digest = ? AND used_at IS NULL AND expires_at > ?"
            " AND pool_id = ? AND client_id = ? AND challenge = ? AND username = ? AND door = ?"
            " AND (sub IS NULL OR challenge_session.epoch = (SELECT user.epoch FROM user"
            " WHERE user.pool_id = challenge_session.pool_id AND user.sub = challenge_session.sub))",
            (now, digest, now, client.pool_id, client.id, challenge, username, self._door),
        )
        row = self._database.find_row(
            "SELECT * FROM challenge_session WHERE digest = ? AND door = ?", (digest, self._door)
        )
        if row is None or taken.rowcount != 1:
            bound_to = None if row is None else (row["client_id"], row["challenge"], row["username"])
            raise _refusal(row if bound_to == (client.id, challenge, username) else None, now=now)
        return ChallengeSession(
            challenge=row["challenge"],
            username=row["username"],
            sub=row["sub"],
            epoch=row["epoch"],
            device_key=row["device_key"],
            state=json.loads(row["state"]),
        )


def _refusal(row: sqlite3.Row | None, *, now: float) -> AwsError:
    if row is None:
        return invalid_session("unknown, or of another client, user or challenge")
    if row["used_at"] is not None:
        return not_authorized("Invalid session for the user, session can only be used once.")
    if row["expires_at"] <= now:
        return not_authorized("Invalid session for the user, session is expired.")
    return StaleSessionError(row["sub"])


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
