"""The asking side of `m2m`: an access token by client credentials (RFC 6749 section 4.4), kept and renewed.

One token is asked for at a time, whoever waits; it is kept until three quarters of its life are over, since
Cognito charges for every token and limits their rate.
"""

import base64
import re
import threading
from collections.abc import Collection
from concurrent.futures import Future
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlencode

from isthmus.clock import Clock
from isthmus.errors import ConfigurationError, IsthmusError, MalformedError, UnavailableError
from isthmus.jose.strict_json import parse_object
from isthmus.origin import Origin, Reply
from isthmus.secret import Secret

_SHARE_OF_LIFE_KEPT = 0.75
_PAUSE_AFTER_OUTAGE_SECONDS = 10
_MAX_REPLY_BYTES = 64 * 1024
_OK = 200
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_TOKEN = re.compile(r"[!-~]{1,16384}", re.ASCII)
_ERROR_CODE = re.compile(r"[a-z_]{1,64}", re.ASCII)


class ClientAuthentication(StrEnum):
    """How the client shows its secret (RFC 6749 section 2.3.1)."""

    BASIC = "basic"
    BODY = "body"


class TokenRequestError(IsthmusError):
    """The token endpoint said no, with `oauth_error` as its code (RFC 6749 section 5.2)."""

    code = "token_request"

    def __init__(self, oauth_error: str) -> None:
        super().__init__(f"the token endpoint answered {oauth_error}")
        self.oauth_error = oauth_error


class TokenSource:
    """Give an access token that is good for a while yet. Safe to use from several threads.

    `scopes` are asked for by name; only a written None asks for all that the client is allowed. While a token
    is renewed, callers get the old one as long as it lives; without one they wait, and fail together.
    """

    def __init__(
        self,
        *,
        origin: Origin,
        client_id: str,
        client_secret: Secret,
        scopes: Collection[str] | None,
        authentication: ClientAuthentication,
        clock: Clock,
        path: str = "/oauth2/token",
        timeout_seconds: float = 5,
    ) -> None:
        self._origin = origin
        self._client_id = client_id
        self._client_secret = client_secret
        self._scope = None if scopes is None else _join_scopes(scopes)
        self._authentication = authentication
        self._clock = clock
        self._path = path
        self._timeout_seconds = timeout_seconds
        self._kept: _Kept | None = None
        self._asking: Future[_Kept] | None = None
        self._lock = threading.Lock()

    def get_token(self) -> Secret:
        """Give a token, asking for one if the kept one is old.

        Raises `TokenRequestError` if the endpoint says no, and `UnavailableError` if it says nothing usable.
        """
        now = self._clock.now()
        with self._lock:
            kept, asking = self._kept, self._asking
            if kept is not None and now < (kept.renew_at if asking is None else kept.expires_at):
                return kept.token
            is_asked_by_another = asking is not None
            if asking is None:
                asking = self._asking = Future()
        if is_asked_by_another:
            return asking.result().token
        return self._ask_for_all(asking, fallback=kept)

    def forget(self, token: Secret) -> None:
        """Drop a token that an API refused, if it is the one that is kept."""
        with self._lock:
            if self._kept is not None and self._kept.token == token:
                self._kept = None

    def _ask_for_all(self, asking: "Future[_Kept]", *, fallback: "_Kept | None") -> Secret:
        kept = fallback
        try:
            kept = self._ask()
        except IsthmusError as error:
            asking.set_exception(error)
            now = self._clock.now()
            if fallback is None or now >= fallback.expires_at or not isinstance(error, UnavailableError):
                raise
            kept = fallback._replace(renew_at=now + _PAUSE_AFTER_OUTAGE_SECONDS)
            return kept.token
        else:
            asking.set_result(kept)
            return kept.token
        finally:
            with self._lock:
                self._kept, self._asking = kept, None
            asking.cancel()  # no effect once it is done; else nobody is left waiting for ever

    def _ask(self) -> "_Kept":
        asked_at = self._clock.now()
        reply = self._origin.send(
            "POST",
            self._path,
            headers=self._make_headers(),
            body=self._make_form(),
            timeout_seconds=self._timeout_seconds,
            max_bytes=_MAX_REPLY_BYTES,
        )
        return _read_reply(reply, asked_at=asked_at)

    def _make_headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._authentication is ClientAuthentication.BASIC:
            # WIRE: Cognito reads both as they are, without the encoding RFC 6749 section 2.3.1 puts first.
            # https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html
            pair = f"{self._client_id}:{self._client_secret.reveal()}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
        return headers

    def _make_form(self) -> bytes:
        form = {"grant_type": "client_credentials", "client_id": self._client_id}
        if self._scope is not None:
            form["scope"] = self._scope
        if self._authentication is ClientAuthentication.BODY:
            form["client_secret"] = self._client_secret.reveal()
        return urlencode(form).encode("ascii")


def _join_scopes(scopes: Collection[str]) -> str:
    if isinstance(scopes, str) or not scopes:
        raise ConfigurationError("scopes is a collection of scopes, or None to ask for all")
    return " ".join(sorted(scopes))


class _Kept(NamedTuple):
    token: Secret
    renew_at: float
    expires_at: float


def _read_reply(reply: Reply, *, asked_at: float) -> _Kept:
    members = _read_members(reply)
    if reply.status != _OK:
        raise TokenRequestError(_get_error(members, status=reply.status))
    if str(members.get("token_type")).lower() != "bearer":
        raise UnavailableError("the token endpoint gave a token of another type")
    lifetime_seconds = _get_lifetime(members)
    return _Kept(
        token=_get_token(members),
        renew_at=asked_at + lifetime_seconds * _SHARE_OF_LIFE_KEPT,
        expires_at=asked_at + lifetime_seconds,
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


def _get_token(members: dict[str, Any]) -> Secret:
    token = members.get("access_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise UnavailableError("the token endpoint gave no access token")
    return Secret(token)


def _get_lifetime(members: dict[str, Any]) -> int:
    lifetime_seconds = members.get("expires_in")
    if not isinstance(lifetime_seconds, int) or isinstance(lifetime_seconds, bool) or lifetime_seconds <= 0:
        raise UnavailableError("the token endpoint gave a token without a lifetime")
    return lifetime_seconds
