"""What the local user pools should answer about users and sign-ins, in as few words as it can be said.

Each method names the error that an operation must give, None for success, and changes the model accordingly.
"""

from dataclasses import dataclass, field

UNCONFIRMED, CONFIRMED = "UNCONFIRMED", "CONFIRMED"
RESET, TEMPORARY = "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD"
DENIED, LIMIT = "NotAuthorizedException", "LimitExceededException"
HOUR, ACCESS_SECONDS, MOST_PER_HOUR, FREE_ATTEMPTS = 3600, 3600, 5, 5
LIFETIMES = {"sign_up": 24 * HOUR, "reset": HOUR}


@dataclass(eq=False)
class Person:
    """One user. A name that was deleted and made again is another person."""

    username: str
    status: str
    password: str | None
    is_verified: bool
    is_enabled: bool = True
    is_deleted: bool = False
    full_name: str | None = None
    failed: int = 0
    locked_until: float = 0
    groups: set[str] = field(default_factory=set)
    codes: dict[str, tuple[str, float]] = field(default_factory=dict)
    attempts: dict[str, list[float]] = field(default_factory=dict)

    def set_password(self, password: str | None, *, status: str) -> None:
        self.password, self.status, self.failed, self.locked_until = password, status, 0, 0

    def count_failure(self, now: float) -> None:
        self.failed += 1
        excess = self.failed - FREE_ATTEMPTS
        self.locked_until = 0 if excess < 0 else now + min(2**excess, 900)

    def is_recoverable(self) -> bool:
        return self.is_verified and self.status in (CONFIRMED, RESET)

    def count(self, kind: str, now: float) -> str | None:
        recent = [time for time in self.attempts.get(kind, []) if time > now - HOUR]
        if len(recent) >= MOST_PER_HOUR:
            return LIMIT
        self.attempts[kind] = [*recent, now]
        return None


@dataclass(eq=False)
class SignedIn:
    """One sign-in, with everything that came of it."""

    person: Person
    rotates: bool
    refresh_token: str
    is_revoked: bool = False
    replaced: list[str] = field(default_factory=list)


@dataclass(eq=False, frozen=True)
class Access:
    """One access token."""

    token: str
    of: SignedIn
    expires_at: float


@dataclass(eq=False)
class Model:
    """All users and sign-ins of one pool, through clients that hide who exists."""

    now: float
    people: dict[str, Person] = field(default_factory=dict)
    sign_ins: list[SignedIn] = field(default_factory=list)
    tokens: list[Access] = field(default_factory=list)

    # Who there is.

    def add(self, username: str, *, password: str, is_by_admin: bool) -> str | None:
        if username in self.people:
            return "UsernameExistsException"
        status = TEMPORARY if is_by_admin else UNCONFIRMED
        self.people[username] = Person(username, status, password, is_verified=is_by_admin)
        return None

    def administer(self, username: str) -> str | None:
        return None if username in self.people else "UserNotFoundException"

    def confirm_by_admin(self, username: str) -> str | None:
        if (missing := self.administer(username)) is not None:
            return missing
        if self.people[username].status != UNCONFIRMED:
            return DENIED
        self.people[username].status = CONFIRMED
        return None

    def disable(self, username: str) -> str | None:
        if (missing := self.administer(username)) is not None:
            return missing
        self.people[username].is_enabled = False
        return self.sign_out_everywhere(username)

    def delete(self, username: str) -> str | None:
        if (missing := self.administer(username)) is not None:
            return missing
        self.people.pop(username).is_deleted = True
        return None

    # Codes.

    def confirm(self, username: str, code: str) -> str | None:
        person = self.people.get(username)
        if person is None:
            return "CodeMismatchException"
        if not person.is_enabled or person.status != UNCONFIRMED:
            return DENIED
        if (refusal := self._take_code(person, "sign_up", code)) is not None:
            return refusal
        person.status, person.is_verified = CONFIRMED, True
        return None

    def resend(self, username: str) -> tuple[str | None, bool]:
        """Give the error, and whether a code is sent."""
        person = self.people.get(username)
        if person is None or not person.is_enabled:
            return None, False
        if person.status != UNCONFIRMED:
            return "InvalidParameterException", False
        refusal = person.count("sign_up sent", self.now)
        return refusal, refusal is None

    def forget(self, username: str) -> tuple[str | None, bool]:
        """Give the error, and whether a code is sent."""
        person = self.people.get(username)
        if person is None or not person.is_enabled:
            return None, False
        if person.status == TEMPORARY:
            return DENIED, False
        if not person.is_recoverable():
            return None, False
        refusal = person.count("reset sent", self.now)
        return refusal, refusal is None

    def confirm_forgotten(self, username: str, code: str, *, password: str) -> str | None:
        person = self.people.get(username)
        if person is None or not person.is_enabled:
            return "CodeMismatchException"
        if person.status == UNCONFIRMED:
            return "UserNotConfirmedException"
        if person.status == TEMPORARY:
            return DENIED
        if (refusal := self._take_code(person, "reset", code)) is not None:
            return refusal
        person.set_password(password, status=CONFIRMED)
        return None

    def reset_by_admin(self, username: str) -> tuple[str | None, bool]:
        """Give the error, and whether a code is sent."""
        if (missing := self.administer(username)) is not None:
            return missing, False
        person = self.people[username]
        if person.status == TEMPORARY:
            return DENIED, False
        if not person.is_recoverable():
            return "InvalidParameterException", False
        if (refusal := person.count("reset sent", self.now)) is not None:
            return refusal, False
        person.set_password(None, status=RESET)
        return None, True

    def keep_code(self, username: str, kind: str, code: str) -> None:
        self.people[username].codes[kind] = (code, self.now + LIFETIMES[kind])

    def code_of(self, username: str, kind: str) -> str:
        person = self.people.get(username)
        return "000000" if person is None else person.codes.get(kind, ("000000", 0.0))[0]

    def _take_code(self, person: Person, kind: str, code: str) -> str | None:
        if (refusal := person.count(f"{kind} answered", self.now)) is not None:
            return refusal
        expected, expires_at = person.codes.get(kind, ("", 0.0))
        if expires_at <= self.now:
            return "ExpiredCodeException"
        if code != expected:
            return "CodeMismatchException"
        del person.codes[kind], person.attempts[f"{kind} answered"]
        return None

    # Signing in and out.

    def sign_in(self, username: str, password: str) -> str | None:
        """Give the error; `NEW_PASSWORD_REQUIRED` is the challenge."""
        person = self.people.get(username)
        if person is None or not person.is_enabled:
            return DENIED
        if person.status == RESET:
            return "PasswordResetRequiredException"
        if person.locked_until > self.now:
            return DENIED
        if person.password != password:
            person.count_failure(self.now)
            return DENIED
        person.failed = 0
        if person.status == UNCONFIRMED:
            return "UserNotConfirmedException"
        return "NEW_PASSWORD_REQUIRED" if person.status == TEMPORARY else None

    def answer_new_password(self, person: Person, *, password: str, is_in_time: bool) -> str | None:
        if person.is_deleted or not is_in_time or not person.is_enabled or person.status != TEMPORARY:
            return DENIED
        person.set_password(password, status=CONFIRMED)
        return None

    def use(self, access: Access) -> str | None:
        """Tell what any operation that takes this token must say."""
        person = access.of.person
        if access.expires_at <= self.now:
            return DENIED
        if person.is_deleted:
            return "UserNotFoundException"
        if access.of.is_revoked or not person.is_enabled:
            return DENIED
        return "PasswordResetRequiredException" if person.status == RESET else None

    def change_password(self, access: Access, *, previous: str, proposed: str) -> str | None:
        if (refusal := self.use(access)) is not None:
            return refusal
        person = access.of.person
        if person.locked_until > self.now:
            return LIMIT
        if person.password != previous:
            person.count_failure(self.now)
            return DENIED
        person.set_password(proposed, status=person.status)
        return None

    def refresh(self, signed_in: SignedIn, token: str) -> str | None:
        if signed_in.person.is_deleted or signed_in.is_revoked:
            return DENIED
        if token in signed_in.replaced:
            signed_in.is_revoked = True
            return "RefreshTokenReuseException"
        return None if signed_in.person.is_enabled else DENIED

    def sign_out_everywhere(self, username: str) -> str | None:
        if (missing := self.administer(username)) is not None:
            return missing
        for signed_in in self.sign_ins:
            if signed_in.person is self.people[username]:
                signed_in.is_revoked = True
        return None

    def keep(self, signed_in: SignedIn, access_token: str) -> None:
        if signed_in not in self.sign_ins:
            self.sign_ins.append(signed_in)
        self.tokens.append(Access(access_token, signed_in, self.now + ACCESS_SECONDS))
