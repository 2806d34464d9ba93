"""The API authorizer: an event of API Gateway -> `guard.authorizer` -> a policy, a yes, a no, or 401.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from collections.abc import Mapping
from typing import Any

from isthmus.authorizer_settings import AuthorizerAnswer, load_authorizer_settings
from isthmus.guard.accepting import accept_pool
from isthmus.guard.authorizer import PolicyAuthorizer, SimpleAuthorizer, UnauthorizedError
from isthmus.lambdas._runtime import once, run_guarded
from isthmus.settings import Environment

_FUNCTION = "api_authorizer"
_UNAUTHORIZED: dict[str, Any] = {}


class AuthorizerFailedError(Exception):
    """It can't be decided: API Gateway answers 500, and nobody gets in."""


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer an authorizer's event; raise `UnauthorizedError` for 401."""
    answer = run_guarded(_FUNCTION, lambda: _decide(event))
    # NOTE: raised out here, so that the errors drag no others along: Lambda logs the whole chain.
    if answer is None:
        raise AuthorizerFailedError("the authorizer can not decide")
    if answer is _UNAUTHORIZED:
        raise UnauthorizedError
    return answer


def _decide(event: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return _open_authorizer()(event, None)
    except UnauthorizedError:
        return _UNAUTHORIZED


@once
def _open_authorizer() -> PolicyAuthorizer | SimpleAuthorizer:
    settings = load_authorizer_settings(Environment())
    callers = accept_pool(settings.pool, client_ids=settings.client_ids, scopes=settings.scopes)
    if settings.answer is AuthorizerAnswer.SIMPLE:
        return SimpleAuthorizer(callers=callers)
    return PolicyAuthorizer(callers=callers)
