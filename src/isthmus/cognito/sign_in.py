"""Sign in to a user pool by CUSTOM_AUTH: InitiateAuth, then RespondToAuthChallenge, both unsigned.

Which challenge is answered with what, and what is tried again, is decided by whoever calls.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html
"""

import base64
import hashlib
import hmac
import threading
from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from isthmus.errors import ConfigurationError, DeniedError, ThrottledError, UnavailableError
from isthmus.json_answer import JsonAnswer, JsonApi
from isthmus.secret import Secret

_CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE"
_REFUSALS = frozenset(
    {
        "ForbiddenException",  # by AWS WAF
        "NotAuthorizedException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
        "UserNotFoundException",
    }
)
_SETTING_REFUSALS = frozenset({"InvalidParameterException", "ResourceNotFoundException"})
_THROTTLED = "TooManyRequestsException"
_EXPECTED = _REFUSALS | _SETTING_REFUSALS | {_THROTTLED}


class UserPoolTokens(NamedTuple):
    """The tokens of a sign-in, as Cognito issued them: verify them before believing them.

    `username` is the name the pool knows the user by.
    """

    username: str
    access_token: Secret
    id_token: Secret
    refresh_token: Secret | None
    expires_in_seconds: int


class Challenge:
    """A question of the pool, which can be answered once.

    `username` is the name the pool knows the user by; `parameters` is what the pool's create trigger says.
    """

    __slots__ = ("_lock", "_session", "parameters", "username")

    def __init__(self, *, username: str, parameters: Mapping[str, str], session: Secret) -> None:
        self.username = username
        self.parameters = parameters
        self._session: Secret | None = session
        self._lock = threading.Lock()

    def take_session(self) -> Secret:
        """Give the session the first time; raise `DeniedError` ever after.

        WIRE: Cognito ends a session with its first answer, right or wrong, and an application that sends it
        again locks its user out of the flow (github.com/aws-amplify/amplify-js/issues/5834).
        """
        with self._lock:
            session, self._session = self._session, None
        if session is None:
            raise DeniedError("the challenge was answered before", rule="session_used")
        return session


class SignInApi(JsonApi, Protocol):
    """Call operations, and those that must not arrive twice; `isthmus.aws.json_call.JsonService` does."""

    def call_once(
        self, operation: str, *, fields: Mapping[str, object], expected_refusals: Collection[str] = ()
    ) -> tuple[str | None, JsonAnswer]:
        """Do as `call`, and send the call once, whatever becomes of it."""
        ...


class CustomAuth:
    """Custom authentication at one app client. Only a written None says that the client has no secret."""

    __slots__ = ("_api", "_client_id", "_client_secret")

    def __init__(self, *, client_id: str, client_secret: Secret | None, api: SignInApi) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._api = api

    def begin(self, username: str) -> Challenge:
        """Start a sign-in and give the pool's question.

        Raises `DeniedError` if the pool refuses, `ConfigurationError` if the client or the pool is not made
        for custom authentication, `ThrottledError` if the pool is too busy, `UnavailableError` if there is
        no usable answer or a trigger failed.
        """
        fields = {
            "AuthFlow": "CUSTOM_AUTH",
            "ClientId": self._client_id,
            "AuthParameters": self._naming(username),
        }
        answer = _read(
            "InitiateAuth", self._api.call("InitiateAuth", fields=fields, expected_refusals=_EXPECTED)
        )
        challenge = _find_challenge(answer)
        if challenge is None:
            # SECURITY: tokens for a name alone, with nothing asked, are no sign-in.
            raise UnavailableError("the pool asked nothing: its define trigger is not ours")
        return challenge

    def answer(self, challenge: Challenge, *, answer: Secret) -> UserPoolTokens | Challenge:
        """Answer once; give the tokens, or the next question. Raises as `begin` does.

        After an `UnavailableError` that is no `ThrottledError` nobody knows whether tokens were issued.
        """
        fields = {
            "ClientId": self._client_id,
            "ChallengeName": _CUSTOM_CHALLENGE,
            "Session": challenge.take_session().reveal(),
            "ChallengeResponses": {**self._naming(challenge.username), "ANSWER": answer.reveal()},
        }
        answered = _read(
            "RespondToAuthChallenge",
            self._api.call_once("RespondToAuthChallenge", fields=fields, expected_refusals=_EXPECTED),
        )
        return _find_challenge(answered) or _read_tokens(answered, username=challenge.username)

    def _naming(self, username: str) -> dict[str, str]:
        if self._client_secret is None:
            return {"USERNAME": username}
        digest = hmac.new(
            self._client_secret.reveal().encode(), f"{username}{self._client_id}".encode(), hashlib.sha256
        )
        return {"USERNAME": username, "SECRET_HASH": base64.b64encode(digest.digest()).decode("ascii")}


def _read(operation: str, answered: tuple[str | None, JsonAnswer]) -> JsonAnswer:
    refusal, answer = answered
    if refusal == _THROTTLED:
        raise ThrottledError(f"{operation}: {refusal}")
    if refusal in _SETTING_REFUSALS:
        raise ConfigurationError(f"{operation}: {refusal}: {_known_message(answer.find_text('message'))}")
    if refusal is not None:
        raise DeniedError(f"{operation}: {refusal}", rule="user_pool")
    return answer


def _find_challenge(answer: JsonAnswer) -> Challenge | None:
    name = answer.find_text("ChallengeName")
    if name is None:
        return None
    if name != _CUSTOM_CHALLENGE:
        raise UnavailableError("the pool asks for something that is not a custom challenge")
    parameters = answer.get_object("ChallengeParameters").get_texts()
    username = parameters.pop("USERNAME", "")
    if not username:
        raise UnavailableError("the pool's question names no user")
    return Challenge(username=username, parameters=parameters, session=Secret(answer.get_text("Session")))


def _read_tokens(answer: JsonAnswer, *, username: str) -> UserPoolTokens:
    result = answer.get_object("AuthenticationResult")
    refresh_token = result.find_text("RefreshToken")
    return UserPoolTokens(
        username=username,
        access_token=Secret(result.get_text("AccessToken")),
        id_token=Secret(result.get_text("IdToken")),
        refresh_token=None if refresh_token is None else Secret(refresh_token),
        expires_in_seconds=int(result.get_number("ExpiresIn")),
    )


# SECURITY: a validation message may quote what was sent, a session id among it; these quote nothing.
_MESSAGES = frozenset(
    {
        "CUSTOM_AUTH is not enabled for the client.",
        "Custom auth lambda trigger is not configured for the user pool.",
        "Only custom auth (lambda driven) is enabled for this client.",
    }
)


def _known_message(message: str | None) -> str:
    return message if message in _MESSAGES else "no message that is known"
