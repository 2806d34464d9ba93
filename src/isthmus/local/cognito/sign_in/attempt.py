"""One attempt to sign in: who asks, through which client, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.awsjson.patterns import is_match
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import (
    incorrect_credentials,
    invalid_parameter,
    not_authorized,
    user_not_found,
)
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sessions import ChallengeSession
from isthmus.local.cognito.user import EXTERNAL_PROVIDER, RESET_REQUIRED, UNCONFIRMED, User
from isthmus.local.cognito.users import Users

# botocore's UsernameType and DeviceKeyType: the maps of parameters have no limits of their own.
LONGEST_USERNAME, LONGEST_DEVICE_KEY = 128, 55
_USERNAME = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"
_DEVICE_KEY = r"[\w-]+_[0-9a-f-]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A sign-in at one client. `user` is None for a name that leads to nobody, if the client hides that.

    `unverified_device_key` is what the app says of the device that it runs on.
    """

    pool: Pool
    client: AppClient
    username: str
    user: User | None
    metadata: Mapping[str, str]
    unverified_device_key: str | None = None

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

    def pending(
        self, challenge: str, *, state: Mapping[str, Any], username: str | None = None
    ) -> ChallengeSession:
        """Give the session of a question; `username` differs from the user's for a decoy alone."""
        return ChallengeSession(
            challenge=challenge,
            username=username or self.username,
            sub=None if self.user is None else self.user.sub,
            epoch=None if self.user is None else self.user.epoch,
            device_key=self.unverified_device_key,
            state=dict(state),
        )

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
    """Another question before there are tokens. `choices` are the first factors that USER_AUTH offers."""

    name: str
    session: str | None
    parameters: Mapping[str, str]
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """The names that the app is to confirm its device by."""

    key: str
    group_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedTokens:
    """Tokens of a finished sign-in: an ID token only if `openid` was granted.

    A refresh gives a new refresh token only to clients that rotate them.
    """

    access_token: str
    id_token: str | None
    refresh_token: str | None
    expires_in: int
    new_device: NewDevice | None = None


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
    username = verify_username(sent, client=client)
    attempt = attempt_as(username, pool=pool, client=client, users=users, metadata=metadata)
    return replace(attempt, unverified_device_key=find_device_key(sent))


def verify_username(sent: SentParameters, *, client: AppClient) -> str:
    """Give USERNAME as it was sent, after a check of its form and of SECRET_HASH."""
    username = sent.get("USERNAME")
    if len(username) > LONGEST_USERNAME:
        raise _nonconforming("username", f"Member must have length less than or equal to {LONGEST_USERNAME}")
    if not is_match(_USERNAME, username):
        raise _nonconforming("username", f"Member must satisfy regular expression pattern: {_USERNAME}")
    client.verify_secret_hash(
        sent.find("SECRET_HASH"),
        username=username,
        mismatch=f"Unable to verify secret hash for client {client.id}",
    )
    return username


def find_device_key(sent: SentParameters) -> str | None:
    """Give DEVICE_KEY, or None without one. Raises InvalidParameterException for what cannot be one."""
    key = sent.find("DEVICE_KEY")
    if not key:
        return None
    if len(key) > LONGEST_DEVICE_KEY or not is_match(_DEVICE_KEY, key):
        raise invalid_parameter("Invalid device key given.")
    return key


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
            "AvailableChallenges": result.choices,
        }
    return {
        "AuthenticationResult": {
            "AccessToken": result.access_token,
            "ExpiresIn": result.expires_in,
            "TokenType": "Bearer",
            "RefreshToken": result.refresh_token,
            "IdToken": result.id_token,
            "NewDeviceMetadata": _describe_new_device(result.new_device),
        },
        "ChallengeParameters": {},
    }


def _describe_new_device(device: NewDevice | None) -> dict[str, str] | None:
    return None if device is None else {"DeviceKey": device.key, "DeviceGroupKey": device.group_key}


def _nonconforming(member: str, constraint: str) -> AwsError:
    """A parameter is outside the limits of AWS's type for it. The value is not quoted: it is sensitive."""
    return invalid_parameter(
        f"1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}"
    )
