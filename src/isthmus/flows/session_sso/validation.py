"""The token validator as HTTP: what a request has to be (RFC 6750), and what an outcome of `sign_up` answers.

How the request arrives, by API Gateway or ASGI, is left to the edges.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.secret import Secret

_SCHEME = re.compile(r"bearer(?: |$)", re.ASCII | re.IGNORECASE)
# WIRE: a session id has a `!`, which the b64token of RFC 6750 section 2.1 has not; all visible characters
# are taken but the comma, which joins repeated headers.
_CREDENTIALS = re.compile(r"bearer +([!-+\--~]{1,4096})", re.ASCII | re.IGNORECASE)
_CHALLENGE = 'Bearer realm="token-validator"'
_RETRY_AFTER_SECONDS = "5"


class ValidationRequest(NamedTuple):
    """What of a request is looked at: not its path, not its body. `authorization` has one item per header."""

    method: str
    query: str
    authorization: Sequence[str]


class HttpAnswer(NamedTuple):
    """What is sent back, and for the log the code and the reason, which never go out."""

    status: int
    headers: Mapping[str, str]
    body: str
    code: str
    reason: str


def answer_request(request: ValidationRequest, *, sign_up: Callable[[Secret], str]) -> HttpAnswer:
    """Answer with the username, or with a refusal that does not tell which check said no."""
    # (1) It is a POST without a query.
    if request.method != "POST":
        return _answer(405, error="method_not_allowed", reason="not a POST", headers={"Allow": "POST"})
    if request.query:
        # SECURITY: a session id in a URL is in every access log on the way. Nothing belongs there.
        return _refuse_request(reason="it has a query")
    # (2) It carries one session id, as a bearer.
    if not any(_SCHEME.match(value) for value in request.authorization):
        # RFC 6750 section 3.1: who brings no credentials is told no error, only what is wanted.
        return _answer(
            401, error="invalid_token", reason="no bearer", headers={"WWW-Authenticate": _CHALLENGE}
        )
    match = _CREDENTIALS.fullmatch(request.authorization[0])
    if match is None or len(request.authorization) > 1:
        return _refuse_request(reason="not one header `Authorization: Bearer <session id>`")
    # (3) The session is good, and its owner has a user.
    return _answer_session(Secret(match[1]), sign_up=sign_up)


def answer_failure() -> HttpAnswer:
    """Answer for a validator that can't work at all: its settings are wrong, or it has a fault."""
    return _answer(500, error="server_error", reason="see the line before", code="failed", headers={})


def _answer_session(unverified_session_id: Secret, *, sign_up: Callable[[Secret], str]) -> HttpAnswer:
    try:
        username = sign_up(unverified_session_id)
    except (DeniedError, MalformedError) as error:
        # RFC 6750 section 3.1: a token that is "expired, revoked, malformed, or invalid" is one error.
        headers = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}
        return _answer(401, error="invalid_token", code=error.code, reason=str(error), headers=headers)
    except UnavailableError as error:
        headers = {"Retry-After": _RETRY_AFTER_SECONDS}
        return _answer(
            503, error="temporarily_unavailable", code=error.code, reason=str(error), headers=headers
        )
    return HttpAnswer(200, _common_headers(), json.dumps({"username": username}), "ok", username)


def _refuse_request(*, reason: str) -> HttpAnswer:
    headers = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_request"'}
    return _answer(400, error="invalid_request", reason=reason, headers=headers)


def _answer(
    status: int, *, error: str, reason: str, headers: Mapping[str, str], code: str = "malformed"
) -> HttpAnswer:
    body = json.dumps({"error": error})
    return HttpAnswer(status, {**_common_headers(), **headers}, body, code, reason)


def _common_headers() -> dict[str, str]:
    return {"Content-Type": "application/json", "Cache-Control": "no-store"}
