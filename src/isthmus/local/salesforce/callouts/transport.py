"""One HTTP exchange as Salesforce makes it: limited in time and size, no redirects, no cookies kept."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from isthmus.local.salesforce.errors import CalloutError

# WIRE: what Apex waits unless its code says otherwise (Apex guide: Callout Limits and Limitations).
TIMEOUT_SECONDS = 10.0
MAX_TIMEOUT_SECONDS = 120.0
RESPONSE_LIMIT = 6_000_000
REQUEST_LIMIT = 6_000_000
METHODS = frozenset({"DELETE", "GET", "HEAD", "PATCH", "POST", "PUT", "TRACE"})

_USER_AGENT = "SFDC-Callout/66.0"
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]*")
_OURS = frozenset({"connection", "content-length", "host", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalloutResponse:
    """What came back. `reason` is the status line's text, empty where the server sent none."""

    status_code: int
    reason: str
    headers: Mapping[str, str]
    body: str


def check_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Give the headers that go out; raise CalloutError for one that would break the request."""
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise CalloutError("Invalid HTTP header")
    return {name: value for name, value in headers.items() if name.lower() not in _OURS}


async def exchange(
    client: httpx2.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> CalloutResponse:
    """Send one request and read its answer; raise CalloutError if there is none in time or one is too large.

    NOTE: the request is built apart from the client, so that no cookie or header of another callout is in it.
    """
    if len(body) > REQUEST_LIMIT:
        raise CalloutError(f"Exceeded max size limit of {REQUEST_LIMIT}")
    try:
        request = httpx2.Request(
            method,
            url,
            headers={"User-Agent": _USER_AGENT, **headers},
            content=body or None,
            extensions={"timeout": httpx2.Timeout(timeout_seconds).as_dict()},
        )
        async with asyncio.timeout(timeout_seconds):
            return await _read(await client.send(request, stream=True, follow_redirects=False, auth=None))
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise CalloutError("Read timed out") from error
    except httpx2.ConnectError as error:
        raise CalloutError("Connection refused") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise CalloutError("The callout failed") from error


async def _read(response: httpx2.Response) -> CalloutResponse:
    content = bytearray()
    try:
        async for chunk in response.aiter_bytes():
            content += chunk
            if len(content) > RESPONSE_LIMIT:
                raise CalloutError(f"Exceeded max size limit of {RESPONSE_LIMIT}")
    finally:
        await response.aclose()
    return CalloutResponse(
        status_code=response.status_code,
        reason=response.reason_phrase,
        headers={
            name: value for name, value in response.headers.items() if name.lower() != "content-encoding"
        },
        body=_decode(bytes(content), charset=response.charset_encoding or "utf-8"),
    )


def _decode(content: bytes, *, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
