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
from isthmus.local.cognito.custom_message import CustomMessage, Occasion
from isthmus.local.cognito.delivery import MEDIA, describe_delivery
from isthmus.local.cognito.errors import code_expired, code_mismatch, limit_exceeded, user_not_found
from isthmus.local.cognito.message_words import Words, verification_template
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
class Address:
    """Where a code goes. `replaces` is the value that this one takes the place of, None if it is in place."""

    name: str
    value: str
    replaces: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenAttribute:
    """The attribute whose owner sent a code back, with the value it has."""

    name: str
    value: str


class Codes:
    """Send codes and take each back once."""

    def __init__(
        self, database: Database, *, outbox: Outbox, custom_message: CustomMessage, clock: Clock
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._custom_message = custom_message
        self._clock = clock

    async def send(
        self, pool: Pool, user: User, *, purpose: Purpose, attribute: str, occasion: Occasion
    ) -> dict[str, Any]:
        """Send a fresh code, which ends the one before, and give CodeDeliveryDetails.

        Raises LimitExceededException, and what the CustomMessage trigger brings about.
        """
        address = Address(name=attribute, value=user.attributes[attribute], replaces=None)
        return await self._send(pool, user, purpose=purpose, address=address, occasion=occasion)

    async def send_to_new_address(
        self, pool: Pool, user: User, *, attribute: str, value: str, occasion: Occasion
    ) -> dict[str, Any]:
        """Send a code to an address that becomes the user's when the code comes back, and not before."""
        purpose = Purpose.verifying(attribute)
        address = Address(name=attribute, value=value, replaces=user.attributes.get(attribute, ""))
        return await self._send(pool, user, purpose=purpose, address=address, occasion=occasion)

    def find_new_address(self, user: User, *, attribute: str) -> str | None:
        """Give the address that waits for its code, or None."""
        row = self._find(user, Purpose.verifying(attribute))
        if row is None or row["replaces"] is None or row["expires_at"] <= self._clock.now():
            return None
        return str(row["destination"])

    async def _send(
        self, pool: Pool, user: User, *, purpose: Purpose, address: Address, occasion: Occasion
    ) -> dict[str, Any]:
        if not occasion.is_unlimited:
            self._count(user, kind=f"{purpose} sent")
        medium = MEDIA[address.name]
        template = await self._custom_message.rewrite(
            pool, user, verification_template(pool, medium=medium), medium=medium, occasion=occasion
        )
        self._store(pool, user, purpose=purpose, address=address, template=template)
        return describe_delivery(address.name, address.value)

    def _store(self, pool: Pool, user: User, *, purpose: Purpose, address: Address, template: Words) -> None:
        code, salt = f"{secrets.randbelow(10**6):06}", secrets.token_bytes(16)
        with self._database.transaction():
            if self._database.find_row("SELECT 1 FROM user WHERE id = ?", (user.id,)) is None:
                # The user was deleted while the function wrote the words.
                raise user_not_found()
            self._database.execute(
                "INSERT OR REPLACE INTO one_time_code (user_id, purpose, attribute, destination, replaces,"
                " salt, digest, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    user.id,
                    purpose,
                    address.name,
                    address.value,
                    address.replaces,
                    salt,
                    _digest(code, salt=salt),
                    self._clock.now() + purpose.lifetime_seconds,
                ),
            )
            self._outbox.add(
                pool,
                user,
                purpose=purpose,
                medium=MEDIA[address.name],
                destination=address.value,
                code=code,
                words=template.filled(username=user.username, code=code),
            )

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
        expected = row["destination"] if row["replaces"] is None else row["replaces"]
        if user.attributes.get(row["attribute"], "") != expected:
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
