"""The users' authenticator apps: their keys, what was verified, and whether they are asked for."""

import base64
import secrets
import sqlite3
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.sign_in.password_guesses import lock_seconds
from isthmus.local.cognito.totp import find_step
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

SOFTWARE_TOKEN_MFA = "SOFTWARE_TOKEN_MFA"  # noqa: S105  a factor's name
# NOTE: AWS's keys are as long: 52 letters in base32.
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareToken:
    """What a user chose. `is_verified` is whether there is a key that was proven to work."""

    is_pending: bool
    is_verified: bool
    is_enabled: bool
    is_preferred: bool
    locked_until: float


class SoftwareTokens:
    """Keep the keys of the users. A code is good once."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(self, user: User) -> SoftwareToken:
        """Give what a user chose; who never did has nothing verified and nothing on."""
        row = self._row(user)
        return SoftwareToken(
            is_pending=row is not None and row["pending_secret"] is not None,
            is_verified=row is not None and row["secret"] is not None,
            is_enabled=row is not None and bool(row["is_enabled"]),
            is_preferred=row is not None and bool(row["is_preferred"]),
            locked_until=row["locked_until"] if row is not None else 0,
        )

    def associate(self, user: User) -> str:
        """Make a key that waits for its proof, and give it in base32. A verified one stays until then."""
        key = secrets.token_bytes(KEY_BYTES)
        self._database.execute(
            "INSERT INTO software_token (user_id, pending_secret) VALUES (?, ?)"
            " ON CONFLICT (user_id) DO UPDATE SET pending_secret = excluded.pending_secret",
            (user.id, key),
        )
        return _text(key)

    def find_pending(self, user: User) -> str | None:
        """Give the key that waits for its proof, in base32, to show it again; None if none waits."""
        row = self._row(user)
        return None if row is None or row["pending_secret"] is None else _text(row["pending_secret"])

    def verify_pending(self, user: User, unverified_code: str) -> bool:
        """Put the waiting key in force if the code proves it; otherwise count the guess."""
        row = self._row(user)
        if row is None or row["pending_secret"] is None:
            return False
        step = find_step(row["pending_secret"], unverified_code=unverified_code, now=self._clock.now())
        if step is None:
            self._count_failure(row)
            return False
        self._database.execute(
            "UPDATE software_token SET secret = pending_secret, pending_secret = NULL, last_step = ?,"
            " failed_attempts = 0, locked_until = 0 WHERE user_id = ?",
            (step, user.id),
        )
        return True

    def claim(self, user: User, unverified_code: str) -> bool:
        """Use a code up. SECURITY: one conditional write decides, so that a code is good once."""
        row = self._row(user)
        if row is None or row["secret"] is None:
            return False
        step = find_step(row["secret"], unverified_code=unverified_code, now=self._clock.now())
        claimed = self._database.execute(
            "UPDATE software_token SET last_step = ?, failed_attempts = 0, locked_until = 0"
            " WHERE user_id = ? AND secret = ? AND last_step < ?",
            (step, user.id, row["secret"], step),
        )
        if step is None or claimed.rowcount != 1:
            self._count_failure(row)
            return False
        return True

    def set_preference(self, user: User, *, is_enabled: bool, is_preferred: bool) -> None:
        """Keep whether the user wants to be asked for codes."""
        self._database.execute(
            "INSERT INTO software_token (user_id, is_enabled, is_preferred) VALUES (?, ?, ?)"
            " ON CONFLICT (user_id) DO UPDATE SET is_enabled = excluded.is_enabled,"
            " is_preferred = excluded.is_preferred",
            (user.id, int(is_enabled), int(is_preferred)),
        )

    def unprefer(self, user: User) -> None:
        """Let another factor be the preferred one. May stand inside the caller's transaction."""
        self._database.execute("UPDATE software_token SET is_preferred = 0 WHERE user_id = ?", (user.id,))

    def delete(self, user: User) -> None:
        """Delete the user's key and what was chosen of it."""
        self._database.execute("DELETE FROM software_token WHERE user_id = ?", (user.id,))

    def _row(self, user: User) -> sqlite3.Row | None:
        return self._database.find_row("SELECT * FROM software_token WHERE user_id = ?", (user.id,))

    def _count_failure(self, row: sqlite3.Row) -> None:
        failed = row["failed_attempts"] + 1
        self._database.execute(
            "UPDATE software_token SET failed_attempts = ?, locked_until = ? WHERE user_id = ?",
            (failed, self._clock.now() + lock_seconds(failed), row["user_id"]),
        )


def _text(key: bytes) -> str:
    return base64.b32encode(key).decode().rstrip("=")
