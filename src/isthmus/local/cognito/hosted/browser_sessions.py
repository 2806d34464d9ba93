"""The sessions behind the cookie `cognito`: a browser in which a user signed in less than an hour ago.

AWS: signing out everywhere does not end them (API_GlobalSignOut); /logout does. Only digests are stored.
"""

import hashlib
import secrets
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import CONFIRMED, EXTERNAL_PROVIDER, User
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database

LIFETIME_SECONDS = 3600
_SIGNED_IN = (CONFIRMED, EXTERNAL_PROVIDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInBrowser:
    """Who signed in, and when. `provider` proved it: COGNITO, or an identity provider's name."""

    user: User
    auth_time: int
    provider: str


class BrowserSessions:
    """Keep the sessions. One browser has one per host, so the pools that share a host take turns."""

    def __init__(self, database: Database, *, users: Users, clock: Clock) -> None:
        self._database = database
        self._users = users
        self._clock = clock

    def start(self, pool: Pool, signed_in: SignedInBrowser) -> str:
        """Keep a session and give its cookie's value; it was never seen before (no session fixation)."""
        token, now = secrets.token_urlsafe(48), self._clock.now()
        self._database.execute("DELETE FROM browser_session WHERE expires_at <= ?", (now,))
        self._database.execute(
            "INSERT INTO browser_session (digest, pool_id, user_id, auth_time, expires_at, provider_name)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                _digest(token),
                pool.id,
                signed_in.user.id,
                signed_in.auth_time,
                now + LIFETIME_SECONDS,
                signed_in.provider,
            ),
        )
        return token

    def find(self, unverified_token: str, *, pool: Pool) -> SignedInBrowser | None:
        """Give who is signed in to this pool, if still enabled and confirmed."""
        row = self._database.find_row(
            "SELECT * FROM browser_session WHERE digest = ? AND pool_id = ? AND expires_at > ?",
            (_digest(unverified_token), pool.id, self._clock.now()),
        )
        user = None if row is None else self._users.find_by_id(row["user_id"])
        # SECURITY: who has to change the password shows the old one first.
        if row is None or user is None or not user.is_enabled or user.status not in _SIGNED_IN:
            return None
        return SignedInBrowser(user=user, auth_time=row["auth_time"], provider=row["provider_name"])

    def end_of(self, user_id: int, *, provider: str) -> None:
        """End the sessions of a user that a provider opened."""
        self._database.execute(
            "DELETE FROM browser_session WHERE user_id = ? AND provider_name = ?", (user_id, provider)
        )

    def end(self, unverified_token: str) -> None:
        """End a session, if there is one."""
        self._database.execute("DELETE FROM browser_session WHERE digest = ?", (_digest(unverified_token),))


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
