"""A guard for a bare Lambda handler behind API Gateway, a function URL or a load balancer: `RequireToken`.

@RequireToken(callers=callers, realm="orders")
def handler(event, context, token): ...

The token is an argument of its own: nothing in an event can pass for it.
"""

import functools
from collections.abc import Callable
from typing import Any

from isthmus.cognito.tokens import AccessToken
from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import REFUSED, Refusal
from isthmus.guard.gate import Gate
from isthmus.guard.gateway_event import Event, parse_request

Handler = Callable[[Event, Any], Any]
GuardedHandler = Callable[[Event, Any, AccessToken], Any]


class RequireToken:
    """Let only requests with the token of an accepted caller into a handler, as its third argument.

    Make it, and with it the verifier, outside the handler, so that keys and tokens are kept between calls.
    """

    def __init__(self, *, callers: Callers, realm: str) -> None:
        self._gate = Gate(callers=callers, realm=realm)

    def __call__(self, handler: GuardedHandler) -> Handler:
        """Guard a handler."""

        @functools.wraps(handler)
        def guarded(event: Event, context: Any) -> Any:
            try:
                request = parse_request(event)
                token = self._gate.admit(request.authorizations, unverified_query=request.query)
            except REFUSED as error:
                return _answer(self._gate.refuse(error))
            return handler(event, context, token)

        return guarded


def _answer(refusal: Refusal) -> dict[str, Any]:
    return {
        "statusCode": refusal.status,
        "headers": refusal.http_headers,
        "body": refusal.body.decode("ascii"),
        "isBase64Encoded": False,
    }
