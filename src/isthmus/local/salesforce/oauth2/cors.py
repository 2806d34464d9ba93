"""Which web pages may read the token, revoke and introspect endpoints (Setup: CORS).

An origin has to be in the allowlist (CorsWhitelistOrigin) and the org has to allow it for OAuth at all
(SecuritySettings, enableOauthCorsPolicy).
"""

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.salesforce.parts import OrgParts

_METHODS = "GET, POST, OPTIONS"
_HEADERS = "Authorization, Content-Type"


def answer_preflight(parts: OrgParts, request: Request) -> Response:
    """Answer an OPTIONS request. WIRE: 404 if the origin is not allowed."""
    origin = allowed_origin(parts, request)
    if origin is None:
        return Response(status_code=404)
    headers = {"Access-Control-Allow-Methods": _METHODS, "Access-Control-Allow-Headers": _HEADERS}
    return with_cors(Response(status_code=200, headers=headers), origin=origin)


def allowed_origin(parts: OrgParts, request: Request) -> str | None:
    """Give the request's origin if it is allowed."""
    origin, catalog = request.headers.get("origin"), parts.metadata.catalog
    is_allowed = origin is not None and catalog.security.allows_oauth_cors and catalog.allows_cors(origin)
    return origin if is_allowed else None


def with_cors(response: Response, *, origin: str) -> Response:
    """Let one origin read a response; cookies are never part of it."""
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Vary"] = "Origin"
    return response
