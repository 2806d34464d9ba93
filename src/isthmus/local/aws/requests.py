"""One HTTP request as it stood on the wire: signatures cover these very bytes."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from isthmus.local.awsjson import AwsError

BODY_SECONDS = 20
BLANKS = " \t"  # RFC 9110 section 5.5: no part of a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A whole request. Path and query are percent-encoded as sent; header names are in lower case."""

    method: str
    raw_path: str
    raw_query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def find_header(self, name: str) -> str | None:
        """Give the header's value, None if absent, and all values joined by a comma if repeated."""
        values = [value for key, value in self.headers if key == name]
        return ",".join(values) if values else None

    def query(self) -> list[tuple[str, str]]:
        """Give the query's pairs in order, decoded; `+` is a plus, as AWS's signatures have it."""
        return parse_qsl(self.raw_query.replace("+", "%2B"), keep_blank_values=True)

    def find_parameter(self, name: str) -> str | None:
        """Give the first query parameter with this name, which is compared exactly."""
        return next((value for key, value in self.query() if key == name), None)


async def read_request(
    scope: Any, receive: Any, *, largest_body: int, body_seconds: float = BODY_SECONDS
) -> Request:
    """Read the whole request; raise AwsError if its body is too large, or does not come in time."""
    _check_declared_length(scope, largest=largest_body)
    try:
        async with asyncio.timeout(body_seconds):
            body = await _read_body(receive, largest=largest_body)
    except TimeoutError as error:
        raise AwsError("RequestTimeout", "The request's body did not come in time", status=408) from error
    return Request(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        raw_query=scope["query_string"].decode("latin-1"),
        headers=tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1").strip(BLANKS))
            for name, value in scope["headers"]
        ),
        body=body,
    )


async def _read_body(receive: Any, *, largest: int) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise AwsError("RequestTimeout", "The connection ended before the request did", status=400)
        body += message.get("body", b"")
        if len(body) > largest:
            raise _too_large(largest)
        more = message.get("more_body", False)
    return bytes(body)


def _check_declared_length(scope: Any, *, largest: int) -> None:
    declared = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    if any(value.isdigit() and int(value) > largest for value in declared):
        raise _too_large(largest)


def _too_large(largest: int) -> AwsError:
    return AwsError("RequestEntityTooLargeException", f"Request is larger than {largest} bytes", status=413)
