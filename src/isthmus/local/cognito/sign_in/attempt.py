"""One attempt to sign in: who asks, through which client, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import (
    incorrect_credentials,
    invalid_parameter,
    not_authorized,
    user_not_found,
)
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import EXTERNAL_PROVIDER, RESET_REQUIRED, UNCONFIRMED, User
from isthmus.local.cognito.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A sign-in at one client. `user` is None for a name that leads to nobody, if the client hides that."""

    pool: Pool
    client: AppClient
    username: str
    user: User | None
    metadata: Mapping[str, str]

    def known_user(self) -> User:
        """Give the user, or raise the refusal that tells nothing."""
        if self.user is None:
            raise incorrect_credentials("there is no such user")
        return self.user

    def with_user(self, user: User) -> "Attempt":
        """Give the attempt with the user read anew."""
        return replace(self, user=user)

    def without_metadata(self) -> "Attempt":
        """Give the attempt as the triggers after PreAuthentication see one of InitiateAuth."""
        return replace(self, metadata={})

    def event_request(self) -> dict[str, Any]:
        """Give the part of a trigger's request that says who signs in.

        AWS: `userNotFound` is there only if PreventUserExistenceErrors is ENABLED.
        """
        attributes = self.user.trigger_attributes() if self.user is not None else {}
        request: dict[str, Any] = {"userAttributes": attributes}
        if self.client.hides_unknown_users:
            request["userNotFound"] = self.user is None
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """Another question before there are tokens."""

    name: str
    session: str | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTokens:
    """Tokens of a finished sign-in: an ID token only if `openid` was granted.

    A refresh gives a new refresh token only to clients that rotate them.
    """

    access_token: str
    id_token: str | None
    refresh_token: str | None
    expires_in: int


SignInResult = Challenge | IssuedTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class SentParameters:
    """AuthParameters or ChallengeResponses, by the names that AWS gives them."""

    values: Mapping[str, str] = field(repr=False)

    def get(self, name: str) -> str:
        """Give a parameter, or raise InvalidParameterException if it is missing or empty."""
        value = self.values.get(name)
        if not value:
            raise invalid_parameter(f"Missing required parameter {name}")
        return value

    def find(self, name: str) -> str | None:
        """Give a parameter, or None."""
        return self.values.get(name)


def begin(
    *, pool: Pool, client: AppClient, users: Users, sent: SentParameters, metadata: Mapping[str, str]
) -> Attempt:
    """Check SECRET_HASH, find the user, and refuse who may not sign in at all."""
    username = sent.get("USERNAME")
    client.verify_secret_hash(
        sent.find("SECRET_HASH"),
        username=username,
        mismatch=f"Unable to verify secret hash for client {client.id}",
    )
    return attempt_as(username, pool=pool, client=client, users=users, metadata=metadata)


def attempt_as(
    username: str, *, pool: Pool, client: AppClient, users: Users, metadata: Mapping[str, str]
) -> Attempt:
    """Find the user, and refuse who may not sign in at all."""
    user = users.find(pool, username)
    if user is None and not client.hides_unknown_users:
        raise user_not_found()
    if user is not None and user.status == EXTERNAL_PROVIDER:
        # AWS: the API signs in no federated users (working-with-lambda-triggers, "federated users").
        if not client.hides_unknown_users:
            raise incorrect_credentials("a provider signs this user in, at the sign-in pages")
        user = None
    if user is not None:
        check_may_sign_in(user)
    name = user.username if user is not None else pool.normalized(username)
    return Attempt(pool=pool, client=client, username=name, user=user, metadata=metadata)


def check_may_sign_in(user: User) -> None:
    """Refuse a disabled user. Who is not confirmed learns it after the password: `check_is_confirmed`."""
    if not user.is_enabled:
        raise not_authorized("User is disabled.")


def check_is_confirmed(user: User) -> None:
    """Refuse a user who signed up and has not confirmed it."""
    if user.status == UNCONFIRMED:
        raise AwsError("UserNotConfirmedException", "User is not confirmed.")


def check_password_is_usable(user: User) -> None:
    """Refuse a user whose password an administrator reset."""
    if user.status == RESET_REQUIRED:
        raise AwsError("PasswordResetRequiredException", "Password reset required for the user")


def to_reply(result: SignInResult) -> dict[str, Any]:
    """Write the result as InitiateAuth and RespondToAuthChallenge answer it."""
    if isinstance(result, Challenge):
        return {
            "ChallengeName": result.name,
            "Session": result.session,
            "ChallengeParameters": result.parameters,
        }
    return {
        "AuthenticationResult": {
            "AccessToken": result.access_token,
            "ExpiresIn": result.expires_in,
            "TokenType": "Bearer",
            "RefreshToken": result.refresh_token,
            "IdToken": result.id_token,
        },
        "ChallengeParameters": {},
    }
