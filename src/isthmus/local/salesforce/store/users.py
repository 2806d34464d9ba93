"""The org's people: who they are, how they sign in, and when they are locked out."""

import asyncio
from dataclasses import dataclass
from sqlite3 import IntegrityError, Row

from isthmus.clock import Clock
from isthmus.errors import DeniedError
from isthmus.local.database import Database
from isthmus.local.salesforce import ids
from isthmus.local.salesforce.passwords import hash_password, is_password
from isthmus.secret import Secret

ADMINISTRATOR = "System Administrator"
STANDARD = "Standard User"
PROFILES = (ADMINISTRATOR, STANDARD)
AUTOMATED_PROCESS_ALIAS = "autoproc"
AUTOMATED_PROCESS_TYPE = "AutomatedProcess"
STANDARD_TYPE = "Standard"

ALIAS_LENGTH = 8
_SELECT = "SELECT person.*, profile.name AS profile FROM person LEFT JOIN profile ON profile.id = profile_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person of the org, or its Automated Process."""

    id: str
    username: str
    alias: str
    first_name: str | None
    last_name: str
    email: str
    email_verified: bool
    nickname: str
    profile: str | None
    user_type: str
    is_active: bool
    modified_at: float

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.first_name else self.last_name

    @property
    def is_administrator(self) -> bool:
        """Whether the profile is System Administrator."""
        return self.profile == ADMINISTRATOR

    @property
    def is_automated_process(self) -> bool:
        """Whether this is the user that platform events and some jobs run as; nobody signs in as it."""
        return self.user_type == AUTOMATED_PROCESS_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPolicy:
    """How many wrong passwords lock a user out, and for how long; None is no limit."""

    max_attempts: int | None
    lockout_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """What a user is made of."""

    username: str
    last_name: str
    email: str
    email_verified: bool
    profile: str
    first_name: str | None = None
    alias: str | None = None
    nickname: str | None = None
    is_active: bool = True
    password: Secret | None = None


class Users:
    """Find, make and authenticate the org's people."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def ensure_standard_records(self, *, org_id: str) -> None:
        """Make what every org has from its first day: the profiles and the Automated Process user."""
        for name in PROFILES:
            profile = (ids.new_id(ids.PROFILE), name)
            self._database.execute("INSERT OR IGNORE INTO profile VALUES (?, ?)", profile)
        username = f"{AUTOMATED_PROCESS_ALIAS}@{org_id.lower()}"
        if self.find_by_username(username) is None:
            self._insert(_automated_process(username), user_type=AUTOMATED_PROCESS_TYPE, profile_id=None)

    def create(self, new: NewUser) -> User:
        """Make a user; raise DeniedError if the username is taken or the profile unknown."""
        profile = self._database.find_row("SELECT id FROM profile WHERE name = ?", (new.profile,))
        if profile is None:
            raise DeniedError(f"there is no profile {new.profile}", rule="profile")
        try:
            user_id = self._insert(new, user_type=STANDARD_TYPE, profile_id=profile["id"])
        except IntegrityError as error:
            raise DeniedError("the username is taken", rule="unique_username") from error
        return self.get(user_id)

    def get(self, user_id: str) -> User:
        """Give a user that is known to exist."""
        user = self.find(user_id)
        if user is None:
            raise DeniedError("there is no such user", rule="user")
        return user

    def find(self, user_id: str) -> User | None:
        """Find a user by 18-character id."""
        return _find_user(self._database.find_row(f"{_SELECT} WHERE person.id = ?", (user_id,)))

    def find_by_username(self, username: str) -> User | None:
        """Find a user by username, whose case does not matter."""
        return _find_user(self._database.find_row(f"{_SELECT} WHERE username = ?", (username,)))

    def beginning_with(self, prefix: str, *, limit: int) -> list[User]:
        """Give users whose username begins so, in order."""
        pattern = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = self._database.rows(
            f"{_SELECT} WHERE username LIKE ? ESCAPE '\\' ORDER BY username LIMIT ?", (pattern, limit)
        )
        return [_user_of(row) for row in rows]

    def with_permission_set(self, permission_set_id: str, *, limit: int) -> list[User]:
        """Give users who have a permission set, in order."""
        rows = self._database.rows(
            f"{_SELECT} JOIN permission_set_assignment ON person_id = person.id "
            "WHERE permission_set_id = ? ORDER BY username LIMIT ?",
            (permission_set_id, limit),
        )
        return [_user_of(row) for row in rows]

    def profile_id(self, name: str) -> str:
        """Give the id of one of the org's profiles."""
        row = self._database.find_row("SELECT id FROM profile WHERE name = ?", (name,))
        if row is None:
            raise DeniedError(f"there is no profile {name}", rule="profile")
        profile_id: str = row["id"]
        return profile_id

    def set_active(self, user_id: str, *, is_active: bool) -> None:
        """Let a user log in, or not."""
        self._database.execute(
            "UPDATE person SET is_active = ?, modified_at = ? WHERE id = ?",
            (is_active, self._clock.now(), user_id),
        )

    def set_email_verified(self, user_id: str, *, is_verified: bool) -> None:
        """Note whether the owner of the e-mail address has answered a message."""
        self._database.execute(
            "UPDATE person SET email_verified = ?, modified_at = ? WHERE id = ?",
            (is_verified, self._clock.now(), user_id),
        )

    def find_profile_id(self, name: str) -> str | None:
        """Find a profile's id by its name."""
        row = self._database.find_row("SELECT id FROM profile WHERE name = ?", (name,))
        return row["id"] if row else None

    def set_password(self, user_id: str, password: Secret) -> None:
        """Replace the password and lift a lock-out."""
        self._database.execute(
            "UPDATE person SET password_hash = ?, failed_logins = 0, locked_until = 0 WHERE id = ?",
            (hash_password(password), user_id),
        )

    async def find_by_password(
        self, unverified_username: str, *, unverified_password: str, policy: LoginPolicy
    ) -> User | None:
        """Find the user whose name and password these are; None for every reason not to, after equal work."""
        before = self._login_row(unverified_username)
        stored = before["password_hash"] if before else None
        # NOTE: hashing is slow on purpose, so it runs beside the event loop; the database stays on it.
        matches = await asyncio.to_thread(is_password, unverified_password, stored=stored)
        row = self._login_row(unverified_username)
        if row is None or row["locked_until"] > self._clock.now() or not row["is_active"]:
            return None
        if not matches or row["password_hash"] != stored:
            self._count_failure(row["id"], failures=row["failed_logins"] + 1, policy=policy)
            return None
        self._database.execute("UPDATE person SET failed_logins = 0 WHERE id = ?", (row["id"],))
        return _user_of(row)

    def _login_row(self, unverified_username: str) -> Row | None:
        return self._database.find_row(f"{_SELECT} WHERE username = ?", (unverified_username,))

    def _count_failure(self, user_id: str, *, failures: int, policy: LoginPolicy) -> None:
        is_last = policy.max_attempts is not None and failures >= policy.max_attempts
        self._database.execute(
            "UPDATE person SET failed_logins = ?, locked_until = ? WHERE id = ?",
            (
                0 if is_last else failures,
                self._clock.now() + policy.lockout_seconds if is_last else 0,
                user_id,
            ),
        )

    def _insert(self, new: NewUser, *, user_type: str, profile_id: str | None) -> str:
        user_id, now = ids.new_id(ids.USER), self._clock.now()
        values = {
            "id": user_id,
            "username": new.username,
            "alias": new.alias or new.username.partition("@")[0][:ALIAS_LENGTH],
            "first_name": new.first_name,
            "last_name": new.last_name,
            "email": new.email,
            "email_verified": new.email_verified,
            "nickname": new.nickname or f"User{user_id[3:15]}",
            "profile_id": profile_id,
            "user_type": user_type,
            "is_active": new.is_active,
            "password_hash": new.password and hash_password(new.password),
            "created_at": now,
            "modified_at": now,
        }
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        self._database.execute(f"INSERT INTO person ({names}) VALUES ({marks})", values)  # noqa: S608  our names
        return user_id


def _automated_process(username: str) -> NewUser:
    return NewUser(
        username=username,
        last_name="Automated Process",
        email="noreply@salesforce.invalid",
        email_verified=False,
        profile="",
        alias=AUTOMATED_PROCESS_ALIAS,
        nickname=AUTOMATED_PROCESS_ALIAS,
    )


def _find_user(row: Row | None) -> User | None:
    return _user_of(row) if row else None


def _user_of(row: Row) -> User:
    return User(
        id=row["id"],
        username=row["username"],
        alias=row["alias"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        email_verified=bool(row["email_verified"]),
        nickname=row["nickname"],
        profile=row["profile"],
        user_type=row["user_type"],
        is_active=bool(row["is_active"]),
        modified_at=row["modified_at"],
    )
