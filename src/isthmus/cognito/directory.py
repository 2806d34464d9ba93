"""Users of one pool, made by an administrator's calls: whoever is allowed in has exactly one user.

Who is allowed in, and under which name, is decided by whoever calls.
"""

import secrets

from isthmus.errors import DeniedError
from isthmus.json_answer import JsonApi
from isthmus.secret import Secret

_EXISTS = "UsernameExistsException"
_ALIAS_TAKEN = "AliasExistsException"
_NOT_FOUND = "UserNotFoundException"
_CONFIRMED = "CONFIRMED"
_HALF_MADE = "FORCE_CHANGE_PASSWORD"


class Directory:
    """The users of a pool. The pool has to be closed to self-registration.

    SECURITY: where anyone may sign up, anyone may take another's username beforehand, with a password of
    their own (AllowAdminCreateUserOnly, API_AdminCreateUserConfigType).
    """

    __slots__ = ("_api", "_pool_id")

    def __init__(self, *, pool_id: str, api: JsonApi) -> None:
        self._pool_id = pool_id
        self._api = api

    def ensure_user(self, username: str, *, email: str | None) -> None:
        """Make sure that the user exists, is enabled and confirmed. May be called by many at once.

        `email` has to be verified, and is set on a user that is created, never on one that exists. Raises
        `DeniedError` if the user is disabled, is in a state this method does not lead to, or the pool lends
        the e-mail to another user as an alias; `UnavailableError` if Cognito gives no usable answer.
        """
        status = self._find_status(username)
        if status is None:
            status = self._create(username, email=email)
        if status == _HALF_MADE:
            self._set_random_password(username)
        elif status != _CONFIRMED:
            raise DeniedError(f"the user's status is {status}", rule="user_status")

    def _find_status(self, username: str) -> str | None:
        """Give the status of an enabled user, or None if there is no user."""
        # NOTE: AdminGetUser, for ListUsers lags behind what was created a moment ago.
        refusal, user = self._api.call(
            "AdminGetUser", fields=self._naming(username), expected_refusals={_NOT_FOUND}
        )
        if refusal is not None:
            return None
        if not user.is_true("Enabled"):
            raise DeniedError("the user is disabled", rule="user_enabled")
        return user.get_text("UserStatus")

    def _create(self, username: str, *, email: str | None) -> str:
        attributes = [] if email is None else [("email", email), ("email_verified", "true")]
        fields = {
            **self._naming(username),
            "MessageAction": "SUPPRESS",
            "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes],
        }
        refusal, answer = self._api.call(
            "AdminCreateUser", fields=fields, expected_refusals={_EXISTS, _ALIAS_TAKEN}
        )
        if refusal == _ALIAS_TAKEN:
            raise DeniedError("the e-mail is an alias of another user", rule="email_alias")
        if refusal == _EXISTS:
            return self._find_status(username) or "gone again"
        return answer.get_object("User").get_text("UserStatus")

    def _set_random_password(self, username: str) -> None:
        """Confirm the user with a password nobody knows, as AdminSetUserPassword does."""
        password = _random_password()
        fields = {**self._naming(username), "Password": password.reveal(), "Permanent": True}
        self._api.call("AdminSetUserPassword", fields=fields)

    def _naming(self, username: str) -> dict[str, object]:
        return {"UserPoolId": self._pool_id, "Username": username}


def _random_password() -> Secret:
    """Give 128 random characters and one of each class, which satisfies every password policy."""
    return Secret(f"aA1!{secrets.token_urlsafe(96)}")
