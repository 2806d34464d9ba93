"""Ask Cognito for a machine's access token: at the token endpoint of a domain, or by `GetClientToken`.

What is done with a token, and when one is asked for, is decided by `flows.m2m`.
"""

import base64
import re
from collections.abc import Collection
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode

from isthmus.clock import Clock
from isthmus.errors import ConfigurationError, IsthmusError, MalformedError, UnavailableError
from isthmus.jose.strict_json import parse_object
from isthmus.json_answer import JsonAnswer, JsonApi
from isthmus.origin import Origin, Reply
from isthmus.secret import Secret

_MAX_REPLY_BYTES = 64 * 1024
_LONGEST_LIFETIME_SECONDS = 7 * 86_400  # Cognito's longest is a day
_OK = 200
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_TOKEN = re.compile(r"[!-~]{1,16384}", re.ASCII)
_ERROR_CODE = re.compile(r"[a-z_]{1,64}", re.ASCII)
_SCOPE = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")  # RFC 6749 section 3.3
_API_REFUSALS = frozenset(
    {"InvalidParameterException", "NotAuthorizedException", "ResourceNotFoundException"}
)


class ClientAuthentication(StrEnum):
    """How the client shows its secret (RFC 6749 section 2.3.1)."""

    BASIC = "basic"
    BODY = "body"


_MEANINGS = {
    "invalid_client": "no such client, not its secret, or a client without one",
    "invalid_scope": "a scope that does not exist or is not the client's; it is <identifier>/<name>",
}
"""Cognito's codes in words, for it says no more itself.

https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
"""


class TokenRequestError(IsthmusError):
    """Cognito said no, with `oauth_error` as its code (RFC 6749 section 5.2, or the API's own)."""

    code = "token_request"

    def __init__(self, oauth_error: str) -> None:
        meaning = _MEANINGS.get(oauth_error)
        super().__init__(f"the token endpoint answered {oauth_error}" + (f": {meaning}" if meaning else ""))
        self.oauth_error = oauth_error


class IssuedToken(NamedTuple):
    """An access token as it came: epoch seconds say when it was asked for and when it ends.

    `is_shared` says that another process asked for it.
    """

    token: Secret
    asked_at: float
    expires_at: float
    is_shared: bool = False


class TokenEndpoint:
    """`POST /oauth2/token` of a user pool's domain, by client credentials (RFC 6749 section 4.4).

    `scopes` are asked for by name; only a written None asks for all that the client is allowed.
    """

    def __init__(
        self,
        *,
        origin: Origin,
        client_id: str,
        scopes: Collection[str] | None,
        authentication: ClientAuthentication,
        clock: Clock,
        timeout_seconds: float = 5,
    ) -> None:
        self._origin = origin
        self._client_id = client_id
        self._scopes = None if scopes is None else _as_sorted(scopes)
        self._authentication = authentication
        self._clock = clock
        self._timeout_seconds = timeout_seconds

    @property
    def identity(self) -> tuple[str, ...]:
        """Name what a token of here is good for: two issuers of one identity issue the same tokens."""
        return ("token_endpoint", str(self._origin), self._client_id, *(self._scopes or ("*",)))

    def issue(self, client_secret: Secret, *, refused: Secret | None) -> IssuedToken:
        """Ask for a token, which is never one that was given before, and so not the refused one.

        Raises `TokenRequestError` if the endpoint says no, and `UnavailableError` if it says nothing usable.
        """
        del refused
        asked_at = self._clock.now()
        reply = self._origin.send(
            "POST",
            "/oauth2/token",
            headers=self._make_headers(client_secret),
            body=self._make_form(client_secret),
            timeout_seconds=self._timeout_seconds,
            max_bytes=_MAX_REPLY_BYTES,
        )
        self._origin.close()  # the next request is most of an hour away
        return _read_reply(reply, asked_at=asked_at)

    def _make_headers(self, client_secret: Secret) -> dict[str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._authentication is ClientAuthentication.BASIC:
            # WIRE: Cognito reads both as they are, without the encoding RFC 6749 section 2.3.1 puts first.
            # https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
            pair = f"{self._client_id}:{client_secret.reveal()}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
        return headers

    def _make_form(self, client_secret: Secret) -> bytes:
        form = {"grant_type": "client_credentials", "client_id": self._client_id}
        if self._scopes is not None:
            form["scope"] = " ".join(self._scopes)
        if self._authentication is ClientAuthentication.BODY:
            form["client_secret"] = client_secret.reveal()
        return urlencode(form).encode("ascii")


class ClientTokenApi:
    """`GetClientToken` of the user pools' API: a token for a client whose pool has no domain.

    `api` calls unsigned: IAM has no say in it. The client's one flow is ALLOW_CLIENT_TOKEN_AUTH.
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html
    """

    def __init__(
        self, *, api: JsonApi, region: str, client_id: str, scopes: Collection[str] | None, clock: Clock
    ) -> None:
        self._api = api
        self._region = region
        self._client_id = client_id
        self._scopes = None if scopes is None else _as_sorted(scopes)
        self._clock = clock

    @property
    def identity(self) -> tuple[str, ...]:
        """Name what a token of here is good for: two issuers of one identity issue the same tokens."""
        return ("get_client_token", self._region, self._client_id, *(self._scopes or ("*",)))

    def issue(self, client_secret: Secret, *, refused: Secret | None) -> IssuedToken:
        """Ask for a token; raise as `TokenEndpoint.issue` does."""
        del refused
        asked_at = self._clock.now()
        fields: dict[str, object] = {"ClientId": self._client_id, "Secret": client_secret.reveal()}
        if self._scopes is not None:
            fields["Scopes"] = list(self._scopes)
        refusal, answer = self._api.call("GetClientToken", fields=fields, expected_refusals=_API_REFUSALS)
        if refusal is not None:
            raise TokenRequestError(refusal)
        return _read_api_answer(answer, asked_at=asked_at)


def _as_sorted(scopes: Collection[str]) -> tuple[str, ...]:
    if isinstance(scopes, str) or not scopes or not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise ConfigurationError("scopes is a collection of scopes, or None to ask for all")
    return tuple(sorted(scopes))


def _read_reply(reply: Reply, *, asked_at: float) -> IssuedToken:
    members = _read_members(reply)
    if reply.status != _OK:
        raise TokenRequestError(_get_error(members, status=reply.status))
    return _read_token(
        token=members.get("access_token"),
        token_type=members.get("token_type"),
        lifetime_seconds=members.get("expires_in"),
        asked_at=asked_at,
    )


def _read_api_answer(answer: JsonAnswer, *, asked_at: float) -> IssuedToken:
    result = answer.find_object("ClientAuthenticationResult")
    if result is None:
        raise UnavailableError("GetClientToken gave no result")
    return _read_token(
        token=result.get_text("AccessToken"),
        token_type=result.get_text("TokenType"),
        lifetime_seconds=int(result.get_number("ExpiresIn")),
        asked_at=asked_at,
    )


def _read_members(reply: Reply) -> dict[str, Any]:
    if reply.status == _TOO_MANY_REQUESTS or reply.status >= _SERVER_ERROR:
        raise UnavailableError(f"the token endpoint answered {reply.status}")
    try:
        return parse_object(reply.body)
    except MalformedError as error:
        raise UnavailableError(f"the token endpoint answered {reply.status} and {error}") from error


def _get_error(members: dict[str, Any], *, status: int) -> str:
    error = members.get("error")
    if not isinstance(error, str) or not _ERROR_CODE.fullmatch(error):
        raise UnavailableError(f"the token endpoint answered {status} without an error code")
    return error


def _read_token(
    *, token: object, token_type: object, lifetime_seconds: object, asked_at: float
) -> IssuedToken:
    if str(token_type).lower() != "bearer":
        raise UnavailableError("the token endpoint gave a token of another type")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise UnavailableError("the token endpoint gave no access token")
    if not isinstance(lifetime_seconds, int) or isinstance(lifetime_seconds, bool):
        raise UnavailableError("the token endpoint gave a token without a lifetime")
    if not 0 < lifetime_seconds <= _LONGEST_LIFETIME_SECONDS:
        raise UnavailableError("the token endpoint gave a token with a lifetime that is none")
    return IssuedToken(token=Secret(token), asked_at=asked_at, expires_at=asked_at + lifetime_seconds)
