"""The users' devices: offered at a sign-in, confirmed by the app with a secret of its own, remembered or not.

Page: developerguide/amazon-cognito-user-pools-device-tracking.
"""

import secrets
import sqlite3
import string
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.srp import SrpVerifier
from isthmus.local.cognito.token_families import LONGEST_ACCESS_SECONDS
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device that an app confirmed."""

    key: str
    group_key: str
    user_id: int
    name: str | None
    verifier: SrpVerifier
    is_remembered: bool
    created_at: float
    modified_at: float
    authenticated_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNames:
    """The names of a device that is to be confirmed."""

    key: str
    group_key: str


class Devices:
    """Keep the devices. One user's device is nothing for another user."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def offer(self, pool: Pool, user: User) -> DeviceNames:
        """Give names for a device, which is none until `confirm`; names too old for that go."""
        region = pool.id.partition("_")[0]
        names = DeviceNames(
            key=f"{region}_{new_uuid()}",
            group_key="-" + "".join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(8)),
        )
        now = self._clock.now()
        self._database.execute(
            "DELETE FROM device WHERE user_id = ? AND verifier IS NULL AND created_at < ?",
            (user.id, now - LONGEST_ACCESS_SECONDS),
        )
        self._database.execute(
            "INSERT INTO device (device_key, group_key, user_id, created_at, modified_at, authenticated_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (names.key, names.group_key, user.id, now, now, now),
        )
        return names

    def confirm(
        self, user: User, *, key: str, name: str | None, verifier: SrpVerifier, is_remembered: bool
    ) -> None:
        """Keep what the device proves itself by. SECURITY: once: nobody replaces it by another secret."""
        if self.find(user, key) is not None:
            raise AwsError("DeviceKeyExistsException", "A device with the key already exists.")
        self._database.execute(
            "UPDATE device SET name = ?, salt = ?, verifier = ?, is_remembered = ?, modified_at = ?"
            " WHERE device_key = ? AND user_id = ? AND verifier IS NULL",
            (
                name,
                verifier.salt,
                verifier.number,
                int(is_remembered),
                self._clock.now(),
                key,
                user.id,
            ),
        )

    def find(self, user: User, key: str) -> Device | None:
        """Give a confirmed device of this user, or None."""
        row = self._database.find_row(
            "SELECT * FROM device WHERE device_key = ? AND user_id = ? AND verifier IS NOT NULL",
            (key, user.id),
        )
        return None if row is None else _device(row)

    def get(self, user: User, key: str) -> Device:
        """Give a confirmed device of this user, or raise ResourceNotFoundException."""
        device = self.find(user, key)
        if device is None:
            raise device_not_found()
        return device

    def page_of(self, user: User, *, after: str, limit: int, only_remembered: bool) -> list[Device]:
        """Give up to `limit` confirmed devices of a user in the order of their keys."""
        rows = self._database.rows(
            "SELECT * FROM device WHERE user_id = ? AND device_key > ? AND verifier IS NOT NULL"
            " AND is_remembered >= ? ORDER BY device_key LIMIT ?",
            (user.id, after, int(only_remembered), limit),
        )
        return [_device(row) for row in rows]

    def remember(self, device: Device, *, is_remembered: bool) -> None:
        """Let a device stand for a second factor, or not."""
        self._database.execute(
            "UPDATE device SET is_remembered = ?, modified_at = ? WHERE device_key = ?",
            (int(is_remembered), self._clock.now(), device.key),
        )

    def note_sign_in(self, device: Device) -> None:
        """Keep when the device was last signed in from."""
        self._database.execute(
            "UPDATE device SET authenticated_at = ? WHERE device_key = ?", (self._clock.now(), device.key)
        )

    def forget(self, device: Device) -> None:
        """Delete a device."""
        self._database.execute("DELETE FROM device WHERE device_key = ?", (device.key,))


def device_not_found() -> AwsError:
    """No such device, or not of this user."""
    return AwsError("ResourceNotFoundException", "Device does not exist.")


def _device(row: sqlite3.Row) -> Device:
    return Device(
        key=row["device_key"],
        group_key=row["group_key"],
        user_id=row["user_id"],
        name=row["name"],
        verifier=SrpVerifier(salt=row["salt"], number=row["verifier"]),
        is_remembered=bool(row["is_remembered"]),
        created_at=row["created_at"],
        modified_at=row["modified_at"],
        authenticated_at=row["authenticated_at"],
    )
