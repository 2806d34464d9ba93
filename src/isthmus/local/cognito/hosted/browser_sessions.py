"""The sessions behind the cookies `cognito-<pool id>`: who signed in in a browser less than an hour ago.

A session signs in silently as long as nothing happened that would have the user sign in otherwise; stricter
than AWS, see docs/decisions/0009-browser-sessions-end.md. Only digests are stored.
"""

import hashlib
import secrets
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.external.providers import LOCAL_USERS
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_in.attempt import Attempt
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.user import CONFIRMED, EXTERNAL_PROVIDER, User
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database

LIFETIME_SECONDS = 3600
_SIGNED_IN = (CONFIRMED, EXTERNAL_PROVIDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInBrowser:
    """Who signed in, when (epoch seconds), and whether with a second factor.

    `provider` proved it: COGNITO, or an identity provider's name.
    """

    user: User
    auth_time: int
    has_second_factor: bool
    provider: str


class BrowserSessions:
    """Keep the sessions; a browser has at most one for each pool."""

    def __init__(self, database: Database, *, users: Users, mfa: Mfa, clock: Clock) -> None:
        self._database = database
        self._users = users
        self._mfa = mfa
        self._clock = clock

    def start(self, pool: Pool, signed_in: SignedInBrowser) -> str:
        """Keep a session and give its cookie's value; it was never seen before (no session fixation)."""
        token, now = secrets.token_urlsafe(48), self._clock.now()
        self._database.execute("DELETE FROM browser_session WHERE expires_at <= ?", (now,))
        self._database.execute(
            "INSERT INTO browser_session (digest, pool_id, user_id, auth_time, expires_at,"
            " has_second_factor, password_digest, provider_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _digest(token),
                pool.id,
                signed_in.user.id,
                signed_in.auth_time,
                now + LIFETIME_SECONDS,
                int(signed_in.has_second_factor),
                _digest(signed_in.user.password or ""),
                signed_in.provider,
            ),
        )
        return token

    def find(self, unverified_token: str, *, request: AuthorizationRequest) -> SignedInBrowser | None:
        """Give who is signed in to the pool, if that sign-in is as good as one at this moment."""
        now = self._clock.now()
        row = self._database.find_row(
            "SELECT * FROM browser_session WHERE digest = ? AND pool_id = ? AND expires_at > ?",
            (_digest(unverified_token), request.pool.id, now),
        )
        user = None if row is None else self._users.find_by_id(row["user_id"])
        # SECURITY: who has to change the password shows the old one first.
        if row is None or user is None or not user.is_enabled or user.status not in _SIGNED_IN:
            return None
        # SECURITY: a password is changed to lock out whoever knew the one before.
        if row["password_digest"] != _digest(user.password or ""):
            return None
        if request.max_age is not None and now - row["auth_time"] > request.max_age:
            return None
        signed_in = SignedInBrowser(
            user=user,
            auth_time=row["auth_time"],
            has_second_factor=bool(row["has_second_factor"]),
            provider=row["provider_name"],
        )
        return None if self._lacks_second_factor(signed_in, request) else signed_in

    def end(self, unverified_token: str) -> None:
        """End a session, if there is one."""
        self._database.execute("DELETE FROM browser_session WHERE digest = ?", (_digest(unverified_token),))

    def end_all_by(self, pool_id: str, *, provider: str) -> None:
        """End all sessions that a provider of a pool opened."""
        self._database.execute(
            "DELETE FROM browser_session WHERE pool_id = ? AND provider_name = ?", (pool_id, provider)
        )

    def end_of(self, user_id: int, *, provider: str) -> None:
        """End the sessions of a user that a provider opened."""
        self._database.execute(
            "DELETE FROM browser_session WHERE user_id = ? AND provider_name = ?", (user_id, provider)
        )

    def end_all_of(self, user: User) -> None:
        """End the sessions of a user in every browser."""
        self._database.execute("DELETE FROM browser_session WHERE user_id = ?", (user.id,))

    def _lacks_second_factor(self, signed_in: SignedInBrowser, request: AuthorizationRequest) -> bool:
        if signed_in.provider != LOCAL_USERS:
            # AWS: MFA is the provider's affair for whom a provider signs in (user-pool-settings-mfa).
            return False
        attempt = Attempt(
            pool=request.pool,
            client=request.client,
            username=signed_in.user.username,
            user=signed_in.user,
            metadata={},
        )
        return self._mfa.is_needed(attempt) and not signed_in.has_second_factor


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
