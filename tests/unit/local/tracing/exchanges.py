"""Exchanges to describe, as they would be recorded."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Receiver

BEGAN_AT = 1_800_000_000.0
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
ORG_ID, USER_ID = "00D000000000001AAA", "005000000000001AAA"
SESSION_ID = f"{ORG_ID[:15]}!AQEAQsample.Session_of_0ne.Per5on.7h4t.0nly.5he.Kn0ws"


def an_exchange(
    number: int = 1,
    *,
    receiver: Receiver = Receiver.AWS,
    method: str = "POST",
    target: str = "/",
    headers: Mapping[str, str] | None = None,
    body: Any = b"",
    status: int | None = 200,
    response_headers: Mapping[str, str] | None = None,
    response: Any = b"",
    began_at: float | None = None,
    seconds: float | None = 0.01,
    trace_id: str | None = None,
    parent_span_id: str | None = None,
) -> Exchange:
    """Give an exchange; bodies that are no bytes are JSON, and forms if their header says so."""
    request_headers = dict(headers or {})
    answer_headers = dict(response_headers or {})
    request_body = _as_bytes(body, headers=request_headers)
    response_body = _as_bytes(response, headers=answer_headers)
    return Exchange(
        number=number,
        receiver=receiver,
        trace_id=trace_id,
        span_id=f"{number:016x}",
        parent_span_id=parent_span_id,
        began_at=BEGAN_AT + number if began_at is None else began_at,
        method=method,
        target=target,
        request_headers=_raw(request_headers),
        request_body=request_body[:KEPT_BODY_BYTES],
        request_size=len(request_body),
        seconds=seconds,
        status=None if seconds is None else status,
        response_headers=_raw(answer_headers),
        response_body=response_body[:KEPT_BODY_BYTES],
        response_size=len(response_body),
    )


def aws_call(operation: str, body: Any, **more: Any) -> Exchange:
    """Give a call of an AWS JSON API, such as `AWSCognitoIdentityProviderService.InitiateAuth`."""
    headers = {
        "x-amz-target": operation,
        "content-type": "application/x-amz-json-1.1",
        **more.pop("headers", {}),
    }
    return an_exchange(headers=headers, body=body, **more)


def a_form(target: str, fields: Mapping[str, str], **more: Any) -> Exchange:
    """Give a form sent to `target`."""
    headers = {"content-type": FORM, **more.pop("headers", {})}
    return an_exchange(target=target, headers=headers, body=urlencode(fields).encode(), **more)


def _as_bytes(body: Any, *, headers: dict[str, str]) -> bytes:
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    headers.setdefault("content-type", JSON)
    return json.dumps(body).encode()


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode()) for name, value in headers.items()]
