"""The new password that a temporary one asks for: the NEW_PASSWORD_REQUIRED challenge."""

import json
from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.passwords import make_password
from isthmus.local.cognito.sessions import ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters
from isthmus.local.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD, User
from isthmus.local.cognito.user_attributes import verify_changes
from isthmus.local.cognito.users import Users
from isthmus.local.cognito.writable import check_writable

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"  # noqa: S105  a challenge's name
_PREFIX = "userAttributes."


class NewPassword:
    """Ask for the new password, and set it."""

    def __init__(self, *, sessions: ChallengeSessions, users: Users) -> None:
        self._sessions = sessions
        self._users = users

    def ask(self, attempt: Attempt, user: User, *, state: dict[str, Any]) -> Challenge:
        """Ask for a password, and for the required attributes that the user lacks."""
        session = attempt.with_user(user).pending(NEW_PASSWORD_REQUIRED, state=state)
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

    async def set(self, attempt: Attempt, sent: SentParameters) -> Attempt:
        """Set the new password, which conforms to the policy; give the attempt with the changed user."""
        user = attempt.known_user()
        if user.status != FORCE_CHANGE_PASSWORD:
            raise incorrect_credentials("the user has no temporary password any more")
        changes = self._new_attributes(attempt, user, sent)
        password = await make_password(
            sent.get("NEW_PASSWORD"), pool_id=attempt.pool.id, username=user.username, expires_at=None
        )
        present = self._users.find_by_id(user.id)
        if present is None or present.epoch != user.epoch:
            raise incorrect_credentials("the password was changed, or the user signed out, meanwhile")
        self._users.set_password(user, password=password, status=CONFIRMED)
        if changes:
            self._users.set_attributes(attempt.pool, user, changes)
        return attempt.with_user(self._users.get(attempt.pool, user.username))

    def _new_attributes(self, attempt: Attempt, user: User, sent: SentParameters) -> dict[str, str]:
        given = {
            name.removeprefix(_PREFIX): value
            for name, value in sent.values.items()
            if name.startswith(_PREFIX)
        }
        for name in ("sub", "email_verified", "phone_number_verified"):
            if name in given:
                raise invalid_parameter(f"Cannot modify the non-mutable attribute {name}")
        check_writable(attempt.client, given)
        changes = verify_changes(
            attempt.pool,
            [{"Name": name, "Value": value} for name, value in given.items()],
            current=user.attributes,
        )
        for name in _missing_attributes(attempt, {**user.attributes, **changes}):
            raise invalid_parameter(f"Invalid attributes given, {name} is missing")
        return changes


def _missing_attributes(attempt: Attempt, given: Mapping[str, str]) -> list[str]:
    return [
        attribute["Name"]
        for attribute in attempt.pool.schema
        if attribute["Required"] and attribute["Name"] != "sub" and not given.get(attribute["Name"])
    ]
