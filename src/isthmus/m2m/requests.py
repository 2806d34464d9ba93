"""Tokens for requests: `TokenAuth`, for `requests.get(..., auth=...)` and for sessions.

A request that is answered 401 is sent once more with another token, unless its body was a stream.
"""

from typing import Any

from requests import PreparedRequest, Response
from requests.auth import AuthBase

from isthmus.flows.m2m.token_source import TokenSource
from isthmus.m2m.target import Target, make_header
from isthmus.origin import Origin
from isthmus.secret import Secret

_UNAUTHORIZED = 401


class TokenAuth(AuthBase):
    """Carry a source's token to one API, and raise `ConfigurationError` on a request to any other."""

    def __init__(self, source: TokenSource, *, api: str | Origin) -> None:
        self._target = Target(source, api=api)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Put the token into a request."""
        self._target.check(str(request.url))
        token = self._target.source.get_token()
        request.headers["Authorization"] = make_header(token)

        def send_again(response: Response, **kwargs: Any) -> Response:
            return self._send_again(response, refused=token, **kwargs)

        request.register_hook("response", send_again)  # type: ignore[no-untyped-call]  # of requests
        return request

    def _send_again(self, response: Response, *, refused: Secret, **kwargs: Any) -> Response:
        if response.status_code != _UNAUTHORIZED or not isinstance(response.request.body, bytes | str | None):
            return response
        self._target.source.forget(refused)
        again = response.request.copy()
        again.hooks = {"response": []}
        again.headers["Authorization"] = make_header(self._target.source.get_token())
        response.content  # noqa: B018  the connection is free once the answer is read
        response.close()
        second: Response = response.connection.send(again, **kwargs)
        second.history.append(response)
        second.request = again
        return second
