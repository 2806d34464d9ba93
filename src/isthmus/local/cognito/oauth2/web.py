"""The addresses of the OAuth endpoints and of the pools' public documents."""

import logging
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from isthmus.local.cognito.errors import pool_not_found
from isthmus.local.cognito.hosted.web import HostedPages
from isthmus.local.cognito.key_rotation_web import ROTATE_KEYS_PATH, rotate_keys_endpoint
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.oauth2.discovery import discovery_document
from isthmus.local.cognito.oauth2.form import read_form
from isthmus.local.cognito.oauth2.responses import OAuthError, json_answer
from isthmus.local.cognito.oauth2.revocation_endpoint import RevocationEndpoint
from isthmus.local.cognito.oauth2.token_endpoint import TokenEndpoint
from isthmus.local.cognito.oauth2.user_info_endpoint import UserInfoEndpoint
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.outbox_web import OUTBOX_PATH, outbox_endpoint
from isthmus.local.cognito.pools import Pools

LOG = logging.getLogger(__name__)
_ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
_ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
_PREFLIGHT = {
    **_ANY_ORIGIN,
    "Access-Control-Allow-Headers": "authorization, content-type, x-amz-user-agent",
    "Access-Control-Max-Age": "3600",
}
# AWS serves these; here they say that they are missing.
_UNSUPPORTED = (
    "/passkeys/add",
    "/saml2/idpresponse",
)


class OAuthWeb:
    """Answer HTTP requests with what the endpoints decide."""

    def __init__(
        self,
        *,
        pools: Pools,
        keys: Keys,
        token_endpoint: TokenEndpoint,
        revocation_endpoint: RevocationEndpoint,
        user_info_endpoint: UserInfoEndpoint,
        hosted: HostedPages,
        outbox: Outbox,
    ) -> None:
        self._pools = pools
        self._keys = keys
        self._token_endpoint = token_endpoint
        self._revocation_endpoint = revocation_endpoint
        self._user_info_endpoint = user_info_endpoint
        self._router = Router(
            [
                Route(OUTBOX_PATH, outbox_endpoint(outbox)),
                Route(ROTATE_KEYS_PATH, rotate_keys_endpoint(pools, keys), methods=["POST"]),
                Route("/{pool_id}/.well-known/openid-configuration", self._discovery),
                Route("/{pool_id}/.well-known/jwks.json", self._jwks),
                Route("/oauth2/revoke", self._revoke, methods=_ALL_METHODS),
                Route("/oauth2/userInfo", self._user_info, methods=_ALL_METHODS),
                *hosted.routes(),
                *(Route(path, _unsupported, methods=_ALL_METHODS) for path in _UNSUPPORTED),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. The token endpoint is found without the router, which costs a tenth of it."""
        if scope["type"] == "http" and scope["path"] == "/oauth2/token":
            response = await self._token(Request(scope, receive))
            await response(scope, receive, send)
            return
        await self._router(scope, receive, send)

    async def _token(self, request: Request) -> Response:
        if request.method != "POST":
            return _other_method(request, allowed="POST")
        try:
            form = await read_form(request)
            document = await self._token_endpoint.answer(
                form,
                authorization=_single(request, "authorization"),
                host=request.headers.get("host", ""),
            )
        except OAuthError as error:
            LOG.info("token request refused: %s: %s", error.error, error)
            return json_answer(error.to_document(), status=error.status)
        return json_answer(document)

    async def _revoke(self, request: Request) -> Response:
        if request.method != "POST":
            return _other_method(request, allowed="POST")
        try:
            self._revocation_endpoint.answer(
                await read_form(request),
                authorization=_single(request, "authorization"),
                host=request.headers.get("host", ""),
            )
        except OAuthError as error:
            LOG.info("revocation refused: %s: %s", error.error, error)
            return json_answer(error.to_document(), status=error.status)
        return Response(status_code=200, headers=_ANY_ORIGIN)

    async def _user_info(self, request: Request) -> Response:
        if request.method not in ("GET", "POST"):
            return _other_method(request, allowed="GET, POST")
        try:
            document = self._user_info_endpoint.answer(
                authorization=_single(request, "authorization"), host=request.headers.get("host", "")
            )
        except OAuthError as error:
            LOG.info("user info refused: %s: %s", error.error, error)
            # WIRE: AWS names no scheme here.
            parts = [f'{name}="{value}"' for name, value in error.to_document().items()]
            headers = {"WWW-Authenticate": ", ".join(parts)}
            return json_answer(error.to_document(), status=error.status, headers=headers)
        return json_answer(document)

    async def _discovery(self, request: Request) -> Response:
        pool = self._pools.find(request.path_params["pool_id"])
        if pool is None:
            return _no_such_pool(request)
        return _public_document(discovery_document(pool))

    async def _jwks(self, request: Request) -> Response:
        pool = self._pools.find(request.path_params["pool_id"])
        if pool is None:
            return _no_such_pool(request)
        return _public_document(self._keys.jwks(pool.id))


def _public_document(document: Mapping[str, Any]) -> Response:
    return JSONResponse(document, headers={**_ANY_ORIGIN, "Cache-Control": "public, max-age=86400"})


def _no_such_pool(request: Request) -> Response:
    error = pool_not_found(request.path_params["pool_id"])
    return JSONResponse(
        {"__type": error.code, "message": error.message}, status_code=404, headers=_ANY_ORIGIN
    )


async def _unsupported(request: Request) -> Response:
    message = f"{request.url.path} is not supported by the local stack yet."
    return JSONResponse({"error": "not_supported", "error_description": message}, status_code=501)


def _other_method(request: Request, *, allowed: str) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=200, headers={**_PREFLIGHT, "Access-Control-Allow-Methods": allowed})
    return json_answer({"error": "method_not_allowed"}, status=405, headers={"Allow": allowed})


def _single(request: Request, header: str) -> str | None:
    values = request.headers.getlist(header)
    if len(values) > 1:
        raise OAuthError("invalid_request", reason=f"the header {header} is there twice")
    return values[0] if values else None
