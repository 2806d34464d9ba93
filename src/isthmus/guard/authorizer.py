"""Lambda authorizers of API Gateway: `PolicyAuthorizer` answers an IAM policy, `SimpleAuthorizer` yes or no.

WIRE: only an error whose message is "Unauthorized" becomes 401, which is what makes a Named Credential renew
its token; a no in the answer becomes 403, which it does not. Any other error becomes 500.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html

API Gateway keeps an answer for the authorizer's cache time (300 s unless set): a token may open the API that
much longer than it lives. Set it to 0 where that is too long.
"""

import re
from typing import Any

from isthmus.cognito.tokens import AccessToken
from isthmus.errors import DeniedError, MalformedError
from isthmus.flows.m2m.callers import Callers
from isthmus.flows.m2m.errors import InsufficientScopeError
from isthmus.guard.gate import Gate
from isthmus.guard.gateway_event import Event, parse_request

_METHOD_ARN = re.compile(
    r"(?P<stage>arn:aws[a-z-]*:execute-api:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9]+/[^/*?]+)/[A-Z$a-z]+(?:/.*)?",
    re.ASCII,
)
_POLICY_VERSION = "2012-10-17"
_REALM = "api-gateway"  # never sent: API Gateway words the answer itself


class UnauthorizedError(Exception):
    """Tell API Gateway to answer 401. The message is the whole protocol."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


class PolicyAuthorizer:
    """Answer `TOKEN` and `REQUEST` authorizers of REST APIs, and HTTP APIs without simple responses.

    The policy speaks of the whole stage, since API Gateway keeps it for every method that the same token
    calls. Give methods that need other scopes an authorizer of their own.
    """

    def __init__(self, *, callers: Callers) -> None:
        self._decision = _Decision(callers=callers)

    def __call__(self, event: Event, _context: object) -> dict[str, Any]:
        """Answer an event; raise `UnauthorizedError` for 401."""
        resource = _get_resource(event)
        try:
            token = self._decision.decide(event)
        except InsufficientScopeError:
            return {"principalId": "denied", "policyDocument": _make_policy("Deny", resource)}
        return {
            "principalId": token.sub,
            "policyDocument": _make_policy("Allow", resource),
            "context": _make_context(token),
        }


class SimpleAuthorizer:
    """Answer authorizers of HTTP APIs with payload format 2.0 and simple responses enabled."""

    def __init__(self, *, callers: Callers) -> None:
        self._decision = _Decision(callers=callers)

    def __call__(self, event: Event, _context: object) -> dict[str, Any]:
        """Answer an event; raise `UnauthorizedError` for 401."""
        try:
            token = self._decision.decide(event)
        except InsufficientScopeError:
            return {"isAuthorized": False}
        return {"isAuthorized": True, "context": _make_context(token)}


class _Decision:
    def __init__(self, *, callers: Callers) -> None:
        self._gate = Gate(callers=callers, realm=_REALM)

    def decide(self, event: Event) -> AccessToken:
        """Give the token; raise `InsufficientScopeError` for 403, and `UnauthorizedError` for 401."""
        authorizations, query = _read_credentials(event)
        try:
            return self._gate.admit(authorizations, unverified_query=query)
        except InsufficientScopeError as error:
            self._gate.refuse(error)
            raise
        except (DeniedError, MalformedError) as error:
            self._gate.refuse(error)
            denial = UnauthorizedError()
        # NOTE: raised out here, so that the error drags no other along: Lambda logs the whole chain.
        raise denial


def _read_credentials(event: Event) -> tuple[tuple[str, ...], str]:
    if event.get("type") == "TOKEN":
        return (str(event.get("authorizationToken", "")),), ""
    return parse_request(event)


def _get_resource(event: Event) -> str:
    unverified_arn = event.get("methodArn") or event.get("routeArn")
    match = _METHOD_ARN.fullmatch(str(unverified_arn))
    if match is None:
        raise MalformedError("not the event of an authorizer: it has no ARN of a method or route")
    return f"{match['stage']}/*"


def _make_policy(effect: str, resource: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"Version": _POLICY_VERSION, "Statement": [statement]}


def _make_context(token: AccessToken) -> dict[str, str | int]:
    # WIRE: texts, numbers and booleans only.
    return {
        "client_id": token.client_id,
        "sub": token.sub,
        "username": token.username or "",
        "scope": " ".join(sorted(token.scopes)),
        "expires_at": int(token.expires_at),
    }
