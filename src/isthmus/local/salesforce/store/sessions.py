"""Sessions: an access token and a session id are the same thing, and differ in what they open."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Row

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce import ids
from isthmus.local.salesforce.store.digests import digest_of, new_session_id


class SessionKind(StrEnum):
    """What a session is for."""

    API = "api"
    """Opens REST: an OAuth access token, or a session of Visualforce or of Apex run by a person."""
    LIGHTNING = "lightning"
    """Of Lightning pages and the browser's cookie; REST refuses it with a message of its own."""
    JWT = "jwt"
    """A JWT-based access token: opens REST, but neither SOAP nor the browser's front door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A live session. `scopes` is None where no OAuth client is involved: then nothing is narrowed.

    `id` names the session to an administrator and opens nothing. `locked_address` is the only IP address
    that it may be used from; None is any.
    """

    id: str | None
    user_id: str
    kind: SessionKind
    scopes: frozenset[str] | None
    app: str | None
    locked_address: str | None
    created_at: float
    expires_at: float

    @property
    def opens_api(self) -> bool:
        """Whether REST and the OAuth endpoints take it at all."""
        return self.kind is not SessionKind.LIGHTNING

    def has_scope(self, *alternatives: str) -> bool:
        """Whether one of these OAuth scopes is held, or none is needed."""
        return self.scopes is None or bool(self.scopes & {*alternatives, "full"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """What a session is made of."""

    user_id: str
    kind: SessionKind
    lifetime_seconds: float
    locked_address: str | None
    scopes: Collection[str] | None = None
    app: str | None = None
    grant_id: str | None = None


class Sessions:
    """Make, find and end sessions; only their digests are stored."""

    def __init__(self, database: Database, *, clock: Clock, short_org_id: str) -> None:
        self._database = database
        self._clock = clock
        self._short_org_id = short_org_id

    def create(self, new: NewSession) -> str:
        """Make a session and give its token, which is not kept anywhere."""
        token = new_session_id(self._short_org_id)
        self.put(token, new)
        return token

    def put(self, token: str, new: NewSession) -> None:
        """Make a session with a token made elsewhere, such as a JWT."""
        now = self._clock.now()
        values = {
            "digest": digest_of(token),
            "id": ids.new_id(ids.SESSION),
            "person_id": new.user_id,
            "kind": new.kind,
            "scopes": None if new.scopes is None else " ".join(new.scopes),
            "app": new.app,
            "grant_id": new.grant_id,
            "locked_address": new.locked_address,
            "created_at": now,
            "expires_at": now + new.lifetime_seconds,
        }
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        self._database.execute("DELETE FROM session WHERE expires_at < ?", (now,))
        self._database.execute(f"INSERT INTO session ({names}) VALUES ({marks})", values)  # noqa: S608  our names

    def find(self, unverified_token: str) -> Session | None:
        """Find a session that is neither expired nor revoked."""
        digest = digest_of(unverified_token)
        row = self._database.find_row("SELECT * FROM session WHERE digest = ?", (digest,))
        if row is None or row["expires_at"] <= self._clock.now():
            return None
        return _session_of(row)

    def all_of(self, user_id: str) -> list[Session]:
        """Give a user's live sessions, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM session WHERE person_id = ? AND expires_at > ? ORDER BY created_at, id",
            (user_id, self._clock.now()),
        )
        return [_session_of(row) for row in rows]

    def newest(self, limit: int) -> list[Session]:
        """Give live sessions of everybody, newest first."""
        rows = self._database.rows(
            "SELECT * FROM session WHERE expires_at > ? ORDER BY created_at DESC, id LIMIT ?",
            (self._clock.now(), limit),
        )
        return [_session_of(row) for row in rows]

    def expire(self, token: str) -> None:
        """Let a session's time run out now."""
        self._database.execute(
            "UPDATE session SET expires_at = ? WHERE digest = ?", (self._clock.now(), digest_of(token))
        )

    def lock(self, token: str, *, address: str) -> None:
        """Let a session be used from one IP address only."""
        self._database.execute(
            "UPDATE session SET locked_address = ? WHERE digest = ?", (address, digest_of(token))
        )

    def revoke(self, unverified_token: str) -> bool:
        """End a session; False if there is none."""
        digest = digest_of(unverified_token)
        return self._database.execute("DELETE FROM session WHERE digest = ?", (digest,)).rowcount == 1

    def revoke_by_id(self, session_id: str) -> bool:
        """End a session by its id; False if there is none."""
        return self._database.execute("DELETE FROM session WHERE id = ?", (session_id,)).rowcount == 1

    def expire_by_id(self, session_id: str) -> bool:
        """Let a session's time run out now; False if there is none."""
        expired = self._database.execute(
            "UPDATE session SET expires_at = ? WHERE id = ?", (self._clock.now(), session_id)
        )
        return expired.rowcount == 1

    def lock_by_id(self, session_id: str, *, address: str) -> bool:
        """Let a session be used from one IP address only; False if there is none."""
        locked = self._database.execute(
            "UPDATE session SET locked_address = ? WHERE id = ?", (address, session_id)
        )
        return locked.rowcount == 1

    def revoke_grant(self, grant_id: str) -> None:
        """End every session that came of one authorization."""
        self._database.execute("DELETE FROM session WHERE grant_id = ?", (grant_id,))


def _session_of(row: Row) -> Session:
    return Session(
        id=row["id"],
        user_id=row["person_id"],
        kind=SessionKind(row["kind"]),
        scopes=None if row["scopes"] is None else frozenset(row["scopes"].split()),
        app=row["app"],
        locked_address=row["locked_address"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
