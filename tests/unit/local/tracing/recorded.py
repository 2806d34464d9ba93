"""A clock that is set, exchanges that begin, and one request to an ASGI app without a server."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from isthmus.local.tracing.exchange import Exchange, Headers, Receiver
from isthmus.local.tracing.tracer import Tracer

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{SPAN}-01".encode()


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is set."""

    time: float = 1_000.0

    def now(self) -> float:
        return self.time


def begin(tracer: Tracer, *, target: str = "/", headers: Headers | None = None) -> Exchange:
    return tracer.begin(
        receiver=Receiver.AWS, method="GET", target=target, request_headers=headers or [], within=None
    )


async def ask(
    app: Any,
    *,
    method: str = "POST",
    path: str = "/",
    query: bytes = b"",
    headers: Sequence[tuple[bytes, bytes]] = (),
    body: Sequence[bytes] = (b"",),
    sent: list[Any] | None = None,
    is_left: bool = False,
) -> list[Any]:
    """Give what the app sent. A client that `is_left` goes away after its body."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": list(headers),
    }
    messages = [
        {"type": "http.request", "body": part, "more_body": number + 1 < len(body) or is_left}
        for number, part in enumerate(body)
    ]
    answers: list[Any] = [] if sent is None else sent

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answers.append(message)

    await app(scope, receive, send)
    return answers
