"""Authorizers of HTTP APIs as API Gateway shows them: only one of JSON Web Tokens has a JWT configuration.

ministack shows an empty one of every authorizer, so that a `terraform plan` wants to take it away each time.
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers-authorizerid.html
"""

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
Kept = Mapping[str, dict[str, dict[str, Any]]]

_CREATED = 201
_JWT = "jwtConfiguration"


async def serve_apis(serve: Any, *request: Any, **named: Any) -> Any:
    """Pass a request on to ministack's API Gateway, corrected at its first use: it is imported late."""
    from ministack.services import apigateway  # type: ignore[import-untyped]  # noqa: PLC0415  ministack ships no types

    original = apigateway._create_authorizer  # noqa: SLF001  ministack has no public API
    if not isinstance(original, functools.partial):
        kept = apigateway._authorizers  # noqa: SLF001  the same
        apigateway._create_authorizer = functools.partial(create_authorizer, original, kept)  # noqa: SLF001  the same
    return await serve(*request, **named)


def create_authorizer(
    create: Callable[..., Answer], kept: Kept, api_id: str, given: Mapping[str, Any]
) -> Answer:
    """Answer CreateAuthorizer as `create` does, and keep no JWT configuration where none was given."""
    status, headers, body = create(api_id, given)
    if status != _CREATED or given.get(_JWT):
        return status, headers, body
    authorizer = kept[api_id][json.loads(body)["authorizerId"]]
    authorizer.pop(_JWT, None)
    return status, headers, json.dumps(authorizer).encode()
