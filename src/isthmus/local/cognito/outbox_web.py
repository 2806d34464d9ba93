"""The outbox as JSON at an address of the local stack. AWS has nothing like it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.cognito.local_access import find_refusal
from isthmus.local.cognito.outbox import Outbox

OUTBOX_PATH = "/_isthmus/outbox"


def outbox_endpoint(outbox: Outbox) -> Callable[[Request], Awaitable[Response]]:
    """Give the endpoint that shows the newest messages."""

    async def answer(request: Request) -> Response:
        refusal = find_refusal(request)
        if refusal is not None:
            return refusal
        messages = [message.to_document() for message in outbox.newest()]
        return JSONResponse({"messages": messages}, headers={"Cache-Control": "no-store"})

    return answer
