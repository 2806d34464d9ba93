"""Call operations of an AWS service that speaks JSON 1.0 or 1.1: DynamoDB, user pools, identity pools.

What an operation's fields mean is left to whoever calls it, and so is what a refusal means: one the caller
expects is given back by its code, any other makes the service unavailable.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from isthmus.errors import UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Origin, Reply

TIMEOUT_SECONDS = 1.5
MAX_BYTES = 1_048_576

_OK = 200
_CODE = re.compile(r"(?:[\w.]+#)?([A-Za-z]{1,64})(?::.*)?", re.ASCII | re.DOTALL)


class RequestSigner(Protocol):
    """Add to the headers those that sign the call."""

    def sign(self, *, authority: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        """Give the headers to send."""
        ...


class _Send(Protocol):
    """Send a request, as `Origin.send` and `Origin.send_once` do."""

    def __call__(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_seconds: float,
        max_bytes: int,
    ) -> Reply: ...


class JsonProtocol(NamedTuple):
    """How a service wants to be called: the name before the operation's, and the version of AWS JSON."""

    target_prefix: str
    version: str


DYNAMODB = JsonProtocol(target_prefix="DynamoDB_20120810", version="1.0")
USER_POOLS = JsonProtocol(target_prefix="AWSCognitoIdentityProviderService", version="1.1")
IDENTITY_POOLS = JsonProtocol(target_prefix="AWSCognitoIdentityService", version="1.1")


class JsonService:
    """One service at one origin. Only a written `signer=None` sends calls unsigned.

    `timeout_seconds` is for each call.
    """

    __slots__ = ("_origin", "_protocol", "_signer", "_timeout_seconds")

    def __init__(
        self,
        *,
        origin: Origin,
        protocol: JsonProtocol,
        signer: RequestSigner | None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._origin = origin
        self._protocol = protocol
        self._signer = signer
        self._timeout_seconds = timeout_seconds

    def call(
        self, operation: str, *, fields: Mapping[str, object], expected_refusals: Collection[str] = ()
    ) -> tuple[str | None, JsonAnswer]:
        """Call `operation`; give None and its answer, or the code of an expected refusal and its error body.

        Raises `UnavailableError` on any other refusal, an outage, or an answer that is no JSON object.
        """
        return self._call(self._origin.send, operation, fields=fields, expected_refusals=expected_refusals)

    def call_once(
        self, operation: str, *, fields: Mapping[str, object], expected_refusals: Collection[str] = ()
    ) -> tuple[str | None, JsonAnswer]:
        """Do as `call`, for what must not arrive twice."""
        return self._call(
            self._origin.send_once, operation, fields=fields, expected_refusals=expected_refusals
        )

    def _call(
        self,
        send: _Send,
        operation: str,
        *,
        fields: Mapping[str, object],
        expected_refusals: Collection[str],
    ) -> tuple[str | None, JsonAnswer]:
        body = json.dumps(fields).encode("ascii")
        headers: Mapping[str, str] = {
            "Content-Type": f"application/x-amz-json-{self._protocol.version}",
            "X-Amz-Target": f"{self._protocol.target_prefix}.{operation}",
        }
        if self._signer is not None:
            headers = self._signer.sign(authority=self._origin.authority, headers=headers, body=body)
        reply = send(
            "POST",
            "/",
            headers=headers,
            body=body,
            timeout_seconds=self._timeout_seconds,
            max_bytes=MAX_BYTES,
        )
        if reply.status == _OK:
            return None, JsonAnswer.parse(reply.body, source=operation)
        code = _error_code(reply)
        if code not in expected_refusals:
            # SECURITY: the code alone; the message may quote what was sent.
            raise UnavailableError(f"{operation} was answered {reply.status} {code}")
        return code, JsonAnswer.parse(reply.body, source=operation)


def _error_code(reply: Reply) -> str:
    """Give the error's code, from the header or from `__type`, without its namespace; or "unknown"."""
    code = reply.headers.get("x-amzn-errortype") or _find_type(reply.body)
    match = _CODE.fullmatch(code)
    return match[1] if match else "unknown"


def _find_type(body: bytes) -> str:
    try:
        return JsonAnswer.parse(body, source="AWS").find_text("__type") or ""
    except UnavailableError:
        return ""
