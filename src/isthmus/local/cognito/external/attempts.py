"""Browsers under way to a provider and back: five minutes, one return, to the browser that left.

Only digests are stored of the `state` and of the browser's own name.
Page: developerguide/cognito-user-pools-oidc-flow.
"""

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass, field

from isthmus.clock import Clock
from isthmus.local.cognito.external.providers import IdentityProvider
from isthmus.local.database import Database

LIFETIME_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAttempt:
    """What a browser left with. `query` and `host` are the app's request, checked again on return."""

    client_id: str
    pool_id: str
    provider_name: str
    query: bytes = field(repr=False)
    host: str
    redirect_uri: str
    nonce: str = field(repr=False)


class ExternalAttempts:
    """Give out states and take each back once."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def start(self, attempt: ExternalAttempt, *, browser: str) -> str:
        """Keep the attempt and give its `state`."""
        state, now = secrets.token_urlsafe(32), self._clock.now()
        self._database.execute("DELETE FROM external_attempt WHERE expires_at <= ?", (now,))
        self._database.execute(
            "INSERT INTO external_attempt (digest, browser, client_id, pool_id, provider_name, query, host,"
            " redirect_uri, nonce, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _digest(state),
                _digest(browser),
                attempt.client_id,
                attempt.pool_id,
                attempt.provider_name,
                attempt.query,
                attempt.host,
                attempt.redirect_uri,
                attempt.nonce,
                now + LIFETIME_SECONDS,
            ),
        )
        return state

    def claim(self, unverified_state: str, *, unverified_browser: str) -> ExternalAttempt | None:
        """Give the attempt and forget it; None for a state that is unknown, old, used or another browser's.

        SECURITY: one conditional write decides; another browser's state stays for that browser.
        """
        row = self._database.find_row(
            "DELETE FROM external_attempt WHERE digest = ? AND browser = ? AND expires_at > ? RETURNING *",
            (_digest(unverified_state), _digest(unverified_browser), self._clock.now()),
        )
        return None if row is None else _attempt(row)


def plan_attempt(
    provider: IdentityProvider, *, client_id: str, query: bytes, host: str, redirect_uri: str
) -> ExternalAttempt:
    """Give an attempt with a nonce of its own."""
    return ExternalAttempt(
        client_id=client_id,
        pool_id=provider.pool_id,
        provider_name=provider.name,
        query=query,
        host=host,
        redirect_uri=redirect_uri,
        nonce=secrets.token_urlsafe(32),
    )


def _attempt(row: sqlite3.Row) -> ExternalAttempt:
    return ExternalAttempt(
        client_id=row["client_id"],
        pool_id=row["pool_id"],
        provider_name=row["provider_name"],
        query=row["query"],
        host=row["host"],
        redirect_uri=row["redirect_uri"],
        nonce=row["nonce"],
    )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
