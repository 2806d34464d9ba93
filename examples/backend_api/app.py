"""The sample backend API: `/test` shows who calls, to callers with a Cognito token. Run it, or copy it.

What a token must be is decided by `isthmus.guard`; this file says only whose tokens are accepted.
"""

import json
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Request

from isthmus.cognito.pool import UserPool
from isthmus.cognito.tokens import AccessToken
from isthmus.errors import ConfigurationError, IsthmusError
from isthmus.flows.m2m.callers import Callers
from isthmus.guard import accept_pool
from isthmus.guard.display import claims_for_display, headers_for_display
from isthmus.guard.fastapi import RequireToken

PREFIX = "ISTHMUS_API_"
DEFAULT_PORT = 8080
LAST_PORT = 65535
SHOWN_HEADERS = ("accept", "content-length", "content-type", "host", "user-agent")  # they hold no credentials

logger = logging.getLogger("isthmus.examples.backend_api")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedClient:
    """One app client whose access tokens are accepted. Scope None: whatever the token may do."""

    pool: UserPool
    client_id: str
    scope: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """Whose tokens open the API: machines (`m2m`) and, if wanted, people (`session_sso`)."""

    accepted: tuple[AcceptedClient, ...]
    port: int = DEFAULT_PORT


def build_app(settings: ApiSettings) -> FastAPI:
    """Make the API."""
    app = FastAPI(title="Isthmus sample API", version="1")
    first, *others = (_accept(client) for client in settings.accepted)
    require_token = RequireToken(callers=sum(others, start=first), realm="isthmus-sample-api")

    @app.get("/test")
    @app.post("/test")
    async def show_caller(
        request: Request, caller: Annotated[AccessToken, Depends(require_token)]
    ) -> dict[str, Any]:
        """Show what arrived: who calls, and with which headers. The token itself is never shown."""
        shown = {"caller": claims_for_display(caller), "headers": _headers_of(request)}
        logger.info("%s %s %s", request.method, request.url.path, json.dumps(shown))
        return {"success": True, **shown}

    @app.get("/health")
    async def check_health() -> dict[str, str]:
        """Say that the process answers; open to everybody."""
        return {"status": "ok"}

    return app


def main() -> None:
    """Serve the API on this machine, with settings from the environment."""
    logging.basicConfig(level=logging.INFO)
    try:
        settings = read_settings(os.environ)
    except IsthmusError as error:
        raise SystemExit(f"backend_api: {error}") from error
    uvicorn.run(build_app(settings), host="127.0.0.1", port=settings.port)


def read_settings(environment: Mapping[str, str]) -> ApiSettings:
    """Read the variables that README.md lists. Raises ConfigurationError on one missing or unknown."""
    given = {name.removeprefix(PREFIX): text for name, text in environment.items() if name.startswith(PREFIX)}
    issuer_base = given.pop("INSECURE_ISSUER_BASE", None)
    port = _read_port(given.pop("PORT", str(DEFAULT_PORT)))
    accepted = [_read_client("M2M", given, issuer_base=issuer_base, scope=_take("M2M_SCOPE", given))]
    if any(name.startswith("SESSION_SSO_") for name in given):
        accepted.append(_read_client("SESSION_SSO", given, issuer_base=issuer_base, scope=None))
    if given:
        raise ConfigurationError(f"unknown setting: {PREFIX}{min(given)}")
    return ApiSettings(accepted=tuple(accepted), port=port)


def _accept(client: AcceptedClient) -> Callers:
    scopes = None if client.scope is None else {client.scope}
    return accept_pool(client.pool, client_ids={client.client_id}, scopes=scopes)


def _headers_of(request: Request) -> dict[str, str]:
    """Name every header, but show the value of harmless ones only: any other may be a credential."""
    harmless = {name: request.headers[name] for name in SHOWN_HEADERS if name in request.headers}
    return headers_for_display(request.headers.items()) | harmless


def _read_client(
    name: str, given: dict[str, str], *, issuer_base: str | None, scope: str | None
) -> AcceptedClient:
    pool_id = _take(f"{name}_POOL_ID", given)
    if issuer_base is None:
        pool = UserPool.of(pool_id)
    else:
        pool = UserPool.at_insecure_issuer(f"{issuer_base}/{pool_id}")
    return AcceptedClient(pool=pool, client_id=_take(f"{name}_CLIENT_ID", given), scope=scope)


def _read_port(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text, re.ASCII) or int(text) > LAST_PORT:
        raise ConfigurationError(f"{PREFIX}PORT is no port: 1 to {LAST_PORT}")
    return int(text)


def _take(name: str, given: dict[str, str]) -> str:
    text = given.pop(name, "")
    if not text:
        raise ConfigurationError(f"setting missing: {PREFIX}{name}")
    return text


if __name__ == "__main__":
    main()
