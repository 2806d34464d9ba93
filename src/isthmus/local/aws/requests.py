"""One HTTP request as it stood on the wire: signatures cover these very bytes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from isthmus.local.awsjson import AwsError


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


async def read_request(scope: Any, receive: Any, *, largest_body: int) -> Request:
    """Read the whole request, or raise AwsError when its body is too large or the client is gone."""
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]
    )
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise AwsError("RequestTimeout", "The connection ended before the request did", status=400)
        body += message.get("body", b"")
        if len(body) > largest_body:
            raise AwsError(
                "RequestEntityTooLargeException", f"Request is larger than {largest_body} bytes", status=413
            )
        if not message.get("more_body", False):
            break
    return Request(
        method=scope["method"],
        raw_path=scope["raw_path"].decode("latin-1"),
        raw_query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=bytes(body),
    )
