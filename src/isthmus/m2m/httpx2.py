"""Tokens for httpx2: `TokenAuth`, for `httpx2.get(..., auth=...)` and for clients, synchronous or not.

A request that is answered 401 is sent once more with another token.
"""

from collections.abc import AsyncGenerator, Generator

import httpx2

from isthmus.flows.m2m.token_source import TokenSource
from isthmus.m2m.target import Target, make_header
from isthmus.origin import Origin

_UNAUTHORIZED = 401


class TokenAuth(httpx2.Auth):
    """Carry a source's token to one API, and raise `ConfigurationError` on a request to any other."""

    requires_request_body = True  # it may be sent twice

    def __init__(self, source: TokenSource, *, api: str | Origin) -> None:
        self._target = Target(source, api=api)

    def sync_auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send the request, with a second token if the API refuses the first."""
        self._target.check(str(request.url))
        token = self._target.source.get_token()
        request.headers["Authorization"] = make_header(token)
        response = yield request
        if response.status_code == _UNAUTHORIZED:
            self._target.source.forget(token)
            request.headers["Authorization"] = make_header(self._target.source.get_token())
            yield request

    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """Do as `sync_auth_flow`, without blocking the event loop."""
        self._target.check(str(request.url))
        token = await self._target.source.get_token_async()
        request.headers["Authorization"] = make_header(token)
        response = yield request
        if response.status_code == _UNAUTHORIZED:
            self._target.source.forget(token)
            request.headers["Authorization"] = make_header(await self._target.source.get_token_async())
            yield request
