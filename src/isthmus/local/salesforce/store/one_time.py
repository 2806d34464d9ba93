"""What may be used once: assertions that have been redeemed, and logins handed from one app to a browser."""

import secrets
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.store.digests import digest_of

LOGIN_SECONDS = 60

_LOGIN_BYTES = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeLogin:
    """A login that waits for its browser: whose it is, and the path that the browser goes to."""

    user_id: str
    path: str
    locked_address: str | None


class OneTime:
    """Keep one-time values by digest; each can be claimed once."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def claim_assertion(self, name: str, *, until: float) -> bool:
        """Use an assertion up; True for one caller only. `until` is when it would expire anyway."""
        self._database.execute("DELETE FROM used_assertion WHERE expires_at < ?", (self._clock.now(),))
        claimed = self._database.execute(
            "INSERT OR IGNORE INTO used_assertion VALUES (?, ?)", (digest_of(name), until)
        )
        return claimed.rowcount == 1

    def create_login(self, login: OneTimeLogin) -> str:
        """Make a login that a browser can take within a minute."""
        token, now = secrets.token_urlsafe(_LOGIN_BYTES), self._clock.now()
        self._database.execute("DELETE FROM one_time_login WHERE expires_at < ?", (now,))
        self._database.execute(
            "INSERT INTO one_time_login VALUES (?, ?, ?, ?, ?)",
            (digest_of(token), login.user_id, login.path, login.locked_address, now + LOGIN_SECONDS),
        )
        return token

    def claim_login(self, unverified_token: str) -> OneTimeLogin | None:
        """Use a login up; None if it is unknown, used or too old."""
        row = self._database.find_row(
            "DELETE FROM one_time_login WHERE digest = ? AND expires_at > ? RETURNING *",
            (digest_of(unverified_token), self._clock.now()),
        )
        if row is None:
            return None
        return OneTimeLogin(user_id=row["person_id"], path=row["path"], locked_address=row["locked_address"])
