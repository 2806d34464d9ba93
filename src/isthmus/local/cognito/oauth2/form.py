"""The parameters of a request: one media type, no parameter twice (RFC 6749 section 3.2)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from isthmus.local.cognito.oauth2.responses import OAuthError

LARGEST_BODY = 1024 * 1024
LONGEST_BODY_SECONDS = 20.0
MOST_PARAMETERS = 100
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Parameters of a request; one without a value counts as absent (RFC 6749 section 3.1)."""

    values: Mapping[str, str] = field(repr=False)

    def find(self, name: str) -> str | None:
        """Give a parameter, or None."""
        return self.values.get(name) or None

    def get(self, name: str) -> str:
        """Give a parameter, or refuse the request."""
        value = self.find(name)
        if value is None:
            raise OAuthError("invalid_request", reason=f"{name} is missing")
        return value


async def read_form(request: Request, *, longest_seconds: float = LONGEST_BODY_SECONDS) -> Form:
    """Read and parse the body of a request, of at most 1 MiB; refuse one that does not end in time."""
    try:
        async with asyncio.timeout(longest_seconds):
            body = await _read_body(request)
    except TimeoutError as error:
        raise OAuthError("invalid_request", reason="the body did not end in time", status=408) from error
    except ClientDisconnect as error:
        raise OAuthError("invalid_request", reason="the connection ended before the request did") from error
    return parse_form(body, content_type=request.headers.get("content-type", ""))


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise OAuthError("invalid_request", reason="the body is larger than 1 MiB", status=413)
    return bytes(body)


def parse_form(body: bytes, *, content_type: str) -> Form:
    """Parse the body, or raise OAuthError invalid_request."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != FORM:
        raise OAuthError("invalid_request", reason=f"the content type is not {FORM}")
    return _parse_pairs(body)


def parse_query(query: bytes) -> Form:
    """Parse a query string as strictly as a body."""
    return _parse_pairs(query)


def _parse_pairs(text: bytes) -> Form:
    try:
        pairs = parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise OAuthError("invalid_request", reason="the parameters are no form") from error
    values = dict(pairs)
    if len(values) != len(pairs):
        raise OAuthError("invalid_request", reason="a parameter is there twice")
    return Form(values=values)
