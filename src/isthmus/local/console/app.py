"""The console: its pages, the addresses that fill them, and what every request has to pass before.

Secrets stay in the ready file; what is shown has none.
"""

import logging

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isthmus.local.awsjson import AwsError
from isthmus.local.console.answering import ConsoleError, error_answer
from isthmus.local.console.doctor import doctor_routes
from isthmus.local.console.faults import fault_routes
from isthmus.local.console.gate import Gate
from isthmus.local.console.hops import hop_routes
from isthmus.local.console.identity_pools import identity_pool_routes
from isthmus.local.console.org import org_routes
from isthmus.local.console.pages import page_routes
from isthmus.local.console.parts import ConsoleParts
from isthmus.local.console.runs import run_routes
from isthmus.local.console.token import token_routes
from isthmus.local.console.user_pools import user_pool_routes

LOG = logging.getLogger(__name__)
INTERNAL_ERROR = 500


def build_console(parts: ConsoleParts) -> ASGIApp:
    """Build the console of a stack whose addresses answer."""
    routes = [
        Route("/health", _health),
        *user_pool_routes(parts.user_pools, parts.identity_pools),
        *identity_pool_routes(parts.identity_pools),
        *org_routes(parts.org),
        *doctor_routes(parts.ready),
        *fault_routes(parts.switchboard),
        *hop_routes(parts.traffic),
        *token_routes(parts.inspection),
        *run_routes(parts.runs),
        *page_routes(parts),
    ]
    handlers = {ConsoleError: _refused, AwsError: _refused_by_aws, HTTPException: _no_such_address}
    return Gate(_Edge(Starlette(routes=routes, exception_handlers=handlers)))


class _Edge:
    """Turn a fault of ours into a 500 that tells nothing, and a log line without the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            # NOTE: Starlette answers an unknown exception in its own words before it raises it again.
            if message["type"] == "http.response.start" and message["status"] != INTERNAL_ERROR:
                has_begun = True
            if has_begun:
                await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001  the edge of the console
            # SECURITY: the text of an unknown exception may quote the request.
            LOG.error("%s failed: %s", scope["path"], type(error).__name__)  # noqa: TRY400  no text
            if not has_begun:
                failed = ConsoleError("failed", "Something went wrong; the log says where.", status=500)
                await error_answer(failed)(scope, receive, send)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, ConsoleError)
    return error_answer(error)


async def _refused_by_aws(_: Request, error: Exception) -> Response:
    assert isinstance(error, AwsError)
    return error_answer(ConsoleError(error.code, error.message, status=error.status))


async def _no_such_address(_: Request, error: Exception) -> Response:
    """Answer for an unknown address or method, which the router tells."""
    assert isinstance(error, HTTPException)
    code = error.detail.lower().replace(" ", "_")
    return error_answer(ConsoleError(code, f"{error.detail}.", status=error.status_code))
