"""The sample web app's server: two pages, their assets and `/config.json`, under a strict policy.

It never sees a token: the browser itself talks to Salesforce and to AWS. Any static web server that sends the
same headers does as well.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isthmus.errors import ConfigurationError

SITE = Path(__file__).parent / "site"
FILES = {
    "/": "index.html",
    "/index.html": "index.html",
    "/callback.html": "callback.html",
    "/style.css": "style.css",
    "/icon.svg": "icon.svg",
    "/assets/index.js": "assets/index.js",
    "/assets/callback.js": "assets/callback.js",
}

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppSettings:
    """What the page has to know about the org and the AWS account. Nothing here is secret.

    `issuer` is the org's My Domain without a trailing slash; `aws_endpoint` None stands for AWS itself.
    """

    region: str
    issuer: str
    client_id: str
    redirect_uri: str
    identity_pool_id: str
    table: str
    aws_endpoint: str | None

    @property
    def provider_name(self) -> str:
        """Key of `Logins`: the issuer without https://; else "Issuer doesn't match providerName"."""
        return self.issuer.removeprefix("https://")


def build_app(settings: AppSettings, *, site: Path = SITE) -> Starlette:
    """Serve the sample app. Raises ConfigurationError if the bundle is not built or an address is none."""
    if not all((site / name).is_file() for name in FILES.values()):
        raise ConfigurationError("the sample app's bundle is not built: run examples/browser_app/build.py")
    files = [Route(path, _file(site / name)) for path, name in FILES.items()]
    return Starlette(
        routes=[*files, Route("/config.json", _config(settings))],
        middleware=[Middleware(SecurityHeaders, headers=security_headers(settings))],
    )


def security_headers(settings: AppSettings) -> dict[str, str]:
    """Headers of every answer.

    Behind a public name, add Strict-Transport-Security. On localhost it would bind every other port, too.
    """
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(("'self'", _issuer_origin(settings), *_aws_origins(settings))),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return {
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cache-control": "no-cache",
    }


class SecurityHeaders:
    """ASGI middleware: the same headers on every answer, 404 and 405 included."""

    def __init__(self, app: ASGIApp, *, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and add the headers to its answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self._headers]}
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _file(path: Path) -> Endpoint:
    async def answer(_request: Request) -> Response:
        return FileResponse(path)

    return answer


def _config(settings: AppSettings) -> Endpoint:
    config = {
        "region": settings.region,
        "issuer": settings.issuer,
        "client_id": settings.client_id,
        "redirect_uri": settings.redirect_uri,
        "identity_pool_id": settings.identity_pool_id,
        "provider_name": settings.provider_name,
        "table": settings.table,
        "aws_endpoint": settings.aws_endpoint,
    }

    async def answer(_request: Request) -> Response:
        return JSONResponse(config)

    return answer


# SECURITY: these become part of the policy, so they are matched as a whole: a blank would widen it.


def _issuer_origin(settings: AppSettings) -> str:
    match = re.fullmatch(r"(https://[A-Za-z0-9.-]+(?::[0-9]+)?)(?:/[A-Za-z0-9._-]+)*", settings.issuer)
    if match is None:
        raise ConfigurationError(f"issuer is no https address without a trailing slash: {settings.issuer!r}")
    return match[1]


def _aws_origins(settings: AppSettings) -> tuple[str, ...]:
    if settings.aws_endpoint is None:
        if re.fullmatch(r"[a-z]{2}(-[a-z]+)+-[0-9]", settings.region) is None:
            raise ConfigurationError(f"region is no AWS region: {settings.region!r}")
        return tuple(
            f"https://{name}.{settings.region}.amazonaws.com" for name in ("cognito-identity", "dynamodb")
        )
    if re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?", settings.aws_endpoint) is None:
        raise ConfigurationError(f"aws_endpoint is no origin: {settings.aws_endpoint!r}")
    return (settings.aws_endpoint,)
