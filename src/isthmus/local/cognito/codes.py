"""One-time codes: sent to an attribute of a user, good for one use, for a while, and for few guesses.

Only salted digests are stored. Lifetimes: developerguide/limits, "User pools code validity".
"""

import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.delivery import MEDIA, describe_delivery
from isthmus.local.cognito.errors import code_expired, code_mismatch, limit_exceeded
from isthmus.local.cognito.message_words import verification_words
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

_HOUR = 3600
# AWS allows between 5 and 20 requests and answers in an hour, by a risk it does not tell
# (developerguide/managing-users-passwords#forgot-password): here it is always the strictest.
MOST_PER_HOUR = 5


class Purpose(StrEnum):
    """What a code is good for. A code for one purpose is nothing for another."""

    SIGN_UP = "sign_up"
    RESET_PASSWORD = "reset_password"  # noqa: S105  a purpose
    VERIFY_EMAIL = "verify_email"
    VERIFY_PHONE_NUMBER = "verify_phone_number"

    @classmethod
    def verifying(cls, attribute: str) -> "Purpose":
        """Give the purpose of a code that verifies `email` or `phone_number`."""
        return cls(f"verify_{attribute}")

    @property
    def lifetime_seconds(self) -> int:
        """A password reset code is good for an hour, the others for a day."""
        return _HOUR if self is Purpose.RESET_PASSWORD else 24 * _HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenAttribute:
    """The attribute whose owner sent a code back, with the value it has."""

    name: str
    value: str


class Codes:
    """Send codes and take each back once."""

    def __init__(self, database: Database, *, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    def send(self, pool: Pool, user: User, *, purpose: Purpose, attribute: str) -> dict[str, Any]:
        """Send a fresh code, which ends the one before, and give CodeDeliveryDetails.

        Raises LimitExceededException.
        """
        self._count(user, kind=f"{purpose} sent")
        code, salt = f"{secrets.randbelow(10**6):06}", secrets.token_bytes(16)
        destination = user.attributes[attribute]
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO one_time_code (user_id, purpose, attribute, destination, salt,"
                " digest, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    user.id,
                    purpose,
                    attribute,
                    destination,
                    salt,
                    _digest(code, salt=salt),
                    self._clock.now() + purpose.lifetime_seconds,
                ),
            )
            self._outbox.add(
                pool,
                user,
                purpose=purpose,
                medium=MEDIA[attribute],
                destination=destination,
                code=code,
                words=verification_words(pool, medium=MEDIA[attribute], code=code),
            )
        return describe_delivery(attribute, destination)

    def check_may_send(self, user: User, *, purpose: Purpose) -> None:
        """Raise LimitExceededException if `send` would."""
        self._check_count(user, kind=f"{purpose} sent")

    def verify(self, user: User, *, purpose: Purpose, unverified_code: str) -> ProvenAttribute:
        """Check a code without using it up: `consume` follows, with no `await` in between.

        Raises CodeMismatchException, ExpiredCodeException and LimitExceededException.
        """
        # SECURITY: every answer counts before it is looked at, so that guesses at once count, too.
        self._count(user, kind=f"{purpose} answered")
        row = self._find(user, purpose)
        if row is None or row["expires_at"] <= self._clock.now():
            raise code_expired("no code is outstanding" if row is None else "the code is too old")
        if not hmac.compare_digest(_digest(unverified_code, salt=row["salt"]), row["digest"]):
            raise code_mismatch("the code is another")
        # SECURITY: without this, the code of an old address would verify the address written since.
        if user.attributes.get(row["attribute"]) != row["destination"]:
            raise code_expired("the attribute was changed after the code was sent")
        return ProvenAttribute(name=row["attribute"], value=row["destination"])

    def consume(self, user: User, *, purpose: Purpose) -> None:
        """Use the code up, inside the transaction of the effect it guards; of two at once one wins."""
        taken = self._database.execute(
            "DELETE FROM one_time_code WHERE user_id = ? AND purpose = ? AND expires_at > ?",
            (user.id, purpose, self._clock.now()),
        )
        if taken.rowcount != 1:
            raise code_expired("the code was used meanwhile")
        self._database.execute(
            "DELETE FROM code_attempt WHERE user_id = ? AND kind = ?", (user.id, f"{purpose} answered")
        )

    def _find(self, user: User, purpose: Purpose) -> sqlite3.Row | None:
        return self._database.find_row(
            "SELECT * FROM one_time_code WHERE user_id = ? AND purpose = ?", (user.id, purpose)
        )

    def _count(self, user: User, *, kind: str) -> None:
        self._check_count(user, kind=kind)
        self._database.execute(
            "INSERT INTO code_attempt (user_id, kind, attempted_at) VALUES (?, ?, ?)",
            (user.id, kind, self._clock.now()),
        )

    def _check_count(self, user: User, *, kind: str) -> None:
        self._database.execute(
            "DELETE FROM code_attempt WHERE attempted_at <= ?", (self._clock.now() - _HOUR,)
        )
        count = self._database.rows(
            "SELECT COUNT(*) FROM code_attempt WHERE user_id = ? AND kind = ?", (user.id, kind)
        )[0][0]
        if count >= MOST_PER_HOUR:
            raise limit_exceeded(kind)


def _digest(code: str, *, salt: bytes) -> bytes:
    return hmac.digest(salt, code.encode(), "sha256")
