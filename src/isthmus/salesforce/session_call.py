"""Ask an org something in the name of a session, and read its refusals.

What is asked and what the answer means is left to the lookups.
"""

import json
import re

from isthmus.errors import DeniedError, UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Origin, Reply
from isthmus.salesforce.session_id import SessionId

TIMEOUT_SECONDS = 1.5
"""Cognito gives a trigger 5 s for everything, its cold start included."""
MAX_BYTES = 65_536

_OK = 200
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_ERROR_CODE = re.compile(r"[A-Z0-9_]{1,64}", re.ASCII)
# WIRE: userinfo answers a bad token with 403 and one of these words as text, not with 401 and JSON.
_BAD_TOKEN_TEXTS = frozenset({"Bad_OAuth_Token", "Missing_OAuth_Token"})
# WIRE: these 403s are about the org or its quota, and say nothing about the session.
_ORG_TROUBLES = frozenset({"REQUEST_LIMIT_EXCEEDED", "API_DISABLED_FOR_ORG", "FUNCTIONALITY_NOT_ENABLED"})


def get_as_session(origin: Origin, path: str, *, session_id: SessionId) -> JsonAnswer:
    """GET `path` with the session as bearer.

    Raises `DeniedError` if the org refuses the session, `UnavailableError` if it gives no usable answer.
    """
    reply = origin.send(
        "GET",
        path,
        headers={"Accept": "application/json", "Authorization": f"Bearer {session_id.secret.reveal()}"},
        body=None,
        timeout_seconds=TIMEOUT_SECONDS,
        max_bytes=MAX_BYTES,
    )
    if reply.status != _OK:
        _raise_refusal(reply, org=f"the org {session_id.org_id}")
    return JsonAnswer.parse(reply.body, source=f"the org {session_id.org_id}")


def _raise_refusal(reply: Reply, *, org: str) -> None:
    code = _error_code(reply.body)
    if reply.status == _UNAUTHORIZED:
        raise DeniedError(f"{org} refuses the session: {code}", rule="session_is_live")
    if reply.status == _FORBIDDEN and reply.body.decode("ascii", "replace").strip() in _BAD_TOKEN_TEXTS:
        raise DeniedError(f"{org} refuses the session: Bad_OAuth_Token", rule="session_is_live")
    if reply.status == _FORBIDDEN and code not in _ORG_TROUBLES:
        raise DeniedError(f"{org} forbids the call: {code}", rule="session_may_call")
    raise UnavailableError(f"{org} answered {reply.status} {code}")


def _error_code(body: bytes) -> str:
    """Give the `errorCode` of `[{"message": …, "errorCode": …}]`, or "unknown"."""
    try:
        problems: object = json.loads(body)
    except (ValueError, RecursionError):
        return "unknown"
    first = problems[0] if isinstance(problems, list) and problems else None
    code = first.get("errorCode") if isinstance(first, dict) else None
    return code if isinstance(code, str) and _ERROR_CODE.fullmatch(code) else "unknown"
