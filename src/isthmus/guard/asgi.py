"""A guard in front of any ASGI application: `RequireTokenMiddleware`. Needs no framework.

Put CORS handling outside of it: a preflight request carries no token.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import REFUSED, Refusal
from isthmus.guard.gate import Gate

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN = "isthmus.token"  # noqa: S105  a name in the scope
_GUARDED = frozenset({"http", "websocket"})
_POLICY_VIOLATION = 1008  # RFC 6455 section 7.4.1


class RequireTokenMiddleware:
    """Let only requests with the token of an accepted caller through, as `scope["isthmus.token"]`.

    HTTP requests and WebSockets are guarded; a WebSocket is refused before it is accepted.
    """

    def __init__(self, app: Application, *, callers: Callers, realm: str) -> None:
        self._app = app
        self._gate = Gate(callers=callers, realm=realm)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] not in _GUARDED:
            raise ValueError(f"a connection of a kind that is not guarded: {scope['type']}")
        try:
            token = await self._gate.admit_async(
                _read_authorizations(scope), unverified_query=scope["query_string"].decode("latin-1")
            )
        except REFUSED as error:
            await _send_refusal(self._gate.refuse(error), scope, send)
            return
        await self._app({**scope, TOKEN: token}, receive, send)


def _read_authorizations(scope: Scope) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"authorization"]


async def _send_refusal(refusal: Refusal, scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})
        return
    headers = [
        (name.lower().encode("ascii"), value.encode("ascii")) for name, value in refusal.http_headers.items()
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": refusal.body})
