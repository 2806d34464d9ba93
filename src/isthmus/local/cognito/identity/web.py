"""The identity pools' own discovery document and keys, where AWS has them: at the root of the endpoint."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from isthmus.local.cognito.identity.tokens import ALGORITHM, ISSUER, IdentityTokens

PATHS = ("/.well-known/openid-configuration", "/.well-known/jwks_uri")


def build_web(tokens: IdentityTokens) -> Any:
    """Give the ASGI app."""

    async def discovery(_: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": ISSUER,
                "jwks_uri": f"{ISSUER}/.well-known/jwks_uri",
                "authorization_endpoint": f"{ISSUER}/authorize",
                "response_types_supported": ["token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
            }
        )

    async def keys(_: Request) -> JSONResponse:
        return JSONResponse(dict(await tokens.jwks()))

    routes = [Route(PATHS[0], discovery, methods=["GET"]), Route(PATHS[1], keys, methods=["GET"])]
    return Starlette(routes=routes)
