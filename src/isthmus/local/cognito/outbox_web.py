"""The outbox as JSON at an address of the local stack. AWS has nothing like it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.cognito.outbox import Outbox

OUTBOX_PATH = "/_isthmus/outbox"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def outbox_endpoint(outbox: Outbox) -> Callable[[Request], Awaitable[Response]]:
    """Give the endpoint that shows the newest messages."""

    async def answer(request: Request) -> Response:
        # SECURITY: without this, a web site whose name leads to 127.0.0.1 (DNS rebinding) reads the codes.
        # No CORS header either: other origins' scripts can't read the answer.
        if request.url.hostname not in _LOOPBACK:
            return JSONResponse({"error": "forbidden"}, status_code=403)
        messages = [message.to_document() for message in outbox.newest()]
        return JSONResponse({"messages": messages}, headers={"Cache-Control": "no-store"})

    return answer
