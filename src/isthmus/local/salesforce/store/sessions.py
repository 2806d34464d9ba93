"""Sessions: an access token and a session id are the same thing, and differ in what they open."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Row

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.store.digests import digest_of, new_session_id


class SessionKind(StrEnum):
    """What a session is for."""

    API = "api"
    """Opens REST: an OAuth access token, or a session of Visualforce or of Apex run by a person."""
    LIGHTNING = "lightning"
    """Of Lightning pages and the browser's cookie; REST refuses it with a message of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A live session. `scopes` is None where no OAuth client is involved: then nothing is narrowed."""

    user_id: str
    kind: SessionKind
    scopes: frozenset[str] | None
    app: str | None
    created_at: float
    expires_at: float

    def has_scope(self, *alternatives: str) -> bool:
        """Whether one of these OAuth scopes is held, or none is needed."""
        return self.scopes is None or bool(self.scopes & {*alternatives, "full"})


class Sessions:
    """Make, find and end sessions; only their digests are stored."""

    def __init__(self, database: Database, *, clock: Clock, short_org_id: str) -> None:
        self._database = database
        self._clock = clock
        self._short_org_id = short_org_id

    def create(
        self,
        user_id: str,
        *,
        kind: SessionKind,
        lifetime_seconds: float,
        scopes: Collection[str] | None = None,
        app: str | None = None,
        grant_id: str | None = None,
    ) -> str:
        """Make a session and give its id, which is not kept anywhere."""
        session_id, now = new_session_id(self._short_org_id), self._clock.now()
        narrowed = None if scopes is None else " ".join(scopes)
        self._database.execute("DELETE FROM session WHERE expires_at < ?", (now,))
        self._database.execute(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (digest_of(session_id), user_id, kind, narrowed, app, grant_id, now, now + lifetime_seconds),
        )
        return session_id

    def find(self, unverified_session_id: str) -> Session | None:
        """Find a session that is neither expired nor revoked."""
        digest = digest_of(unverified_session_id)
        row = self._database.find_row("SELECT * FROM session WHERE digest = ?", (digest,))
        if row is None or row["expires_at"] <= self._clock.now():
            return None
        return _session_of(row)

    def expire(self, session_id: str) -> None:
        """Let a session's time run out now."""
        self._database.execute(
            "UPDATE session SET expires_at = ? WHERE digest = ?", (self._clock.now(), digest_of(session_id))
        )

    def revoke(self, unverified_session_id: str) -> bool:
        """End a session; False if there is none."""
        digest = digest_of(unverified_session_id)
        return self._database.execute("DELETE FROM session WHERE digest = ?", (digest,)).rowcount == 1

    def revoke_grant(self, grant_id: str) -> None:
        """End every session that came of one authorization."""
        self._database.execute("DELETE FROM session WHERE grant_id = ?", (grant_id,))


def _session_of(row: Row) -> Session:
    return Session(
        user_id=row["person_id"],
        kind=SessionKind(row["kind"]),
        scopes=None if row["scopes"] is None else frozenset(row["scopes"].split()),
        app=row["app"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
