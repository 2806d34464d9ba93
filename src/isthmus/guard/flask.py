"""A guard for the views of Flask: `RequireToken`, a decorator, and `token_of_request`.

require_token = RequireToken(callers=callers, realm="orders")

@app.get("/orders")
@require_token
def list_orders(): ...

For a whole application put `isthmus.guard.wsgi` around `app.wsgi_app`.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from isthmus.cognito.tokens import AccessToken
from isthmus.errors import ConfigurationError
from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import REFUSED
from isthmus.guard.gate import Gate
from isthmus.guard.wsgi import read_authorizations

P = ParamSpec("P")
_NAME = "isthmus_token"


class RequireToken:
    """Let only requests with the token of an accepted caller into a view. Put it nearest to the view."""

    def __init__(self, *, callers: Callers, realm: str) -> None:
        self._gate = Gate(callers=callers, realm=realm)

    def __call__(self, view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        """Guard a view, synchronous or not."""

        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            try:
                token = self._gate.admit(
                    read_authorizations(request.environ),
                    unverified_query=request.environ.get("QUERY_STRING", ""),
                )
            except REFUSED as error:
                refusal = self._gate.refuse(error)
                return Response(refusal.body, refusal.status, refusal.http_headers)
            setattr(g, _NAME, token)
            answer: ResponseReturnValue = current_app.ensure_sync(view)(*args, **kwargs)
            return answer

        return guarded


def token_of_request() -> AccessToken:
    """Give the caller's token inside a guarded view; raise `ConfigurationError` in any other."""
    token = g.get(_NAME)
    if not isinstance(token, AccessToken):
        raise ConfigurationError("the view is not guarded: put RequireToken on it")
    return token
