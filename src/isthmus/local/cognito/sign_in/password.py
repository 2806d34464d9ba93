"""Sign-in with the password sent in the request, and the new password that a temporary one asks for."""

import json
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter, not_authorized
from isthmus.local.cognito.passwords import hash_password, is_password
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    Challenge,
    SentParameters,
    SignInResult,
    check_is_confirmed,
    check_password_is_usable,
)
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD, Password, User
from isthmus.local.cognito.user_attributes import verify_changes
from isthmus.local.cognito.users import Users

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"  # noqa: S105  a challenge's name
# AWS: after five wrong passwords the user is locked for a second, then twice as long each time, up to
# 15 minutes (developerguide/authentication).
FREE_ATTEMPTS = 5
LONGEST_LOCK_SECONDS = 900
_PREFIX = "userAttributes."


class PasswordSignIn:
    """Check passwords, and take the new one."""

    def __init__(
        self,
        *,
        hooks: SignInHooks,
        sessions: ChallengeSessions,
        completion: Completion,
        users: Users,
        clock: Clock,
    ) -> None:
        self._hooks = hooks
        self._sessions = sessions
        self._completion = completion
        self._users = users
        self._clock = clock

    async def start(self, attempt: Attempt, sent: SentParameters) -> SignInResult:
        """Check the password: tokens, or NEW_PASSWORD_REQUIRED for a temporary one."""
        unverified = sent.get("PASSWORD")
        await self._hooks.before(attempt)
        if attempt.user is not None:
            check_password_is_usable(attempt.user)
        user = await self._verify_password(attempt, unverified)
        check_is_confirmed(user)
        attempt = attempt.with_user(user).without_metadata()
        if user.status == FORCE_CHANGE_PASSWORD:
            return self._ask_for_new_password(attempt, user)
        return await self._completion.sign_in(attempt, source="TokenGeneration_Authentication")

    async def answer(self, attempt: Attempt, sent: SentParameters) -> SignInResult:
        """Set the new password, which conforms to the policy, and sign in."""
        user = attempt.known_user()
        if user.status != FORCE_CHANGE_PASSWORD:
            raise incorrect_credentials("the user has no temporary password any more")
        changes = self._new_attributes(attempt, user, sent)
        hashed = await hash_password(sent.get("NEW_PASSWORD"))
        self._users.set_password(user, password=Password(hashed=hashed, expires_at=None), status=CONFIRMED)
        if changes:
            self._users.set_attributes(attempt.pool, user, changes)
        attempt = attempt.with_user(self._users.get(attempt.pool, user.username))
        return await self._completion.sign_in(attempt, source="TokenGeneration_NewPasswordChallenge")

    async def _verify_password(self, attempt: Attempt, unverified: str) -> User:
        user = attempt.user
        if user is not None and user.locked_until > self._clock.now():
            raise not_authorized("Password attempts exceeded")
        # SECURITY: the work is the same without a user, so that time tells nothing.
        is_right = await is_password(unverified, hashed=user.password if user is not None else None)
        user = self._users.find_by_id(user.id) if user is not None else None
        if user is None:
            raise incorrect_credentials("there is no such user")
        if not is_right:
            count_failure(user, users=self._users, now=self._clock.now())
            raise incorrect_credentials("the password is wrong")
        if user.password_expires_at is not None and user.password_expires_at <= self._clock.now():
            raise not_authorized("User account has expired, it must be reset by an administrator.")
        self._users.set_attempts(user, failed=0, locked_until=0)
        return user

    def _ask_for_new_password(self, attempt: Attempt, user: User) -> Challenge:
        session = ChallengeSession(
            challenge=NEW_PASSWORD_REQUIRED, username=user.username, sub=user.sub, state={}
        )
        missing = [f"{_PREFIX}{name}" for name in _missing_attributes(attempt, user.attributes)]
        return Challenge(
            name=NEW_PASSWORD_REQUIRED,
            session=self._sessions.issue(session, client=attempt.client),
            parameters={
                "USER_ID_FOR_SRP": user.username,
                "requiredAttributes": json.dumps(missing, separators=(",", ":")),
                "userAttributes": json.dumps(dict(user.attributes), separators=(",", ":")),
            },
        )

    def _new_attributes(self, attempt: Attempt, user: User, sent: SentParameters) -> dict[str, str]:
        given = {
            name.removeprefix(_PREFIX): value
            for name, value in sent.values.items()
            if name.startswith(_PREFIX)
        }
        for name in ("sub", "email_verified", "phone_number_verified"):
            if name in given:
                raise invalid_parameter(f"Cannot modify the non-mutable attribute {name}")
        writable = attempt.client.settings.get("WriteAttributes")
        if writable and not set(given) <= set(writable):
            raise not_authorized("A client attempted to write unauthorized attribute")
        changes = verify_changes(
            attempt.pool,
            [{"Name": name, "Value": value} for name, value in given.items()],
            current=user.attributes,
        )
        for name in _missing_attributes(attempt, {**user.attributes, **changes}):
            raise invalid_parameter(f"Invalid attributes given, {name} is missing")
        return changes


def count_failure(user: User, *, users: Users, now: float) -> None:
    """Count a wrong password, and lock the user after too many."""
    failed = user.failed_attempts + 1
    excess = failed - FREE_ATTEMPTS
    seconds = 0 if excess < 0 else min(2.0 ** min(excess, 10), LONGEST_LOCK_SECONDS)
    users.set_attempts(user, failed=failed, locked_until=now + seconds)


def _missing_attributes(attempt: Attempt, given: Any) -> list[str]:
    return [
        attribute["Name"]
        for attribute in attempt.pool.schema
        if attribute["Required"] and attribute["Name"] != "sub" and not given.get(attribute["Name"])
    ]
