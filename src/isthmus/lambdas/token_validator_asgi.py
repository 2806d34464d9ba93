"""The token validator as a bare ASGI application, for those who run containers: `app`.

https://asgi.readthedocs.io/en/latest/specs/www.html
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from isthmus.errors import ConfigurationError
from isthmus.flows.session_sso.validation import ValidationRequest
from isthmus.lambdas._validator import open_ports, validate

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer on every path; refuse to start without usable settings."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, send)
    else:
        await send({"type": "websocket.close"})


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    try:
        open_ports()
    except ConfigurationError as error:
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def _answer(scope: Message, send: Send) -> None:
    values = tuple(value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization")
    request = ValidationRequest(
        method=scope["method"], query=scope["query_string"].decode("latin-1"), authorization=values
    )
    # Salesforce and Cognito are asked by blocking calls, which belong on a thread.
    answer = await asyncio.to_thread(validate, request)
    headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
    body = answer.body.encode()
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
