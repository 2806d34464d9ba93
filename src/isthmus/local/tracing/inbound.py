"""What an ASGI app is asked and answers, recorded as it passes: not a byte, a wait or an error is changed."""

import asyncio
from typing import Any

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Receiver
from isthmus.local.tracing.traceparent import find_traceparent
from isthmus.local.tracing.tracer import Tracer

BROKEN = 0
INTERNAL_ERROR = 500


def traced(app: Any, *, tracer: Tracer, receiver: Receiver, unrecorded: frozenset[str]) -> Any:
    """Give the app with its exchanges recorded, but for requests to the paths `unrecorded`."""
    if not tracer.is_on:
        return app

    async def recorded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] in unrecorded:
            await app(scope, receive, send)
            return
        exchange = _begin(scope, tracer=tracer, receiver=receiver)
        recording = _Recording(exchange, tracer, receive, send)
        entered = tracer.enter(exchange)
        try:
            await app(scope, recording.receive, recording.send)
        except asyncio.CancelledError:
            recording.finish(BROKEN)
            raise
        finally:
            tracer.leave(entered)
            if exchange.seconds is None:
                recording.finish(BROKEN if recording.is_started else INTERNAL_ERROR)

    return recorded


def _begin(scope: Any, *, tracer: Tracer, receiver: Receiver) -> Exchange:
    query = scope["query_string"]
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    headers = scope["headers"]
    if not isinstance(headers, list):
        headers = scope["headers"] = list(headers)  # ASGI has any iterable, which may be read once only
    return tracer.begin(
        receiver=receiver,
        method=scope["method"],
        target=(raw_path + b"?" + query if query else raw_path).decode("latin-1"),
        request_headers=headers,
        within=find_traceparent(headers),
    )


class _Recording:
    """One exchange while it passes."""

    __slots__ = ("_exchange", "_receive", "_send", "_status", "_tracer", "is_started")

    def __init__(self, exchange: Exchange, tracer: Tracer, receive: Any, send: Any) -> None:
        self.is_started = False
        self._exchange = exchange
        self._tracer = tracer
        self._receive = receive
        self._send = send
        self._status = BROKEN

    async def receive(self) -> Any:
        """Pass on what comes of the request, and that it ended early."""
        message = await self._receive()
        body = message.get("body")
        if body:
            exchange = self._exchange
            exchange.request_size += len(body)
            if room := KEPT_BODY_BYTES - len(exchange.request_body):
                kept = bytes(body[:room])
                exchange.request_body += kept
                self._tracer.grow(exchange, len(kept))
        elif message["type"] == "http.disconnect":
            self.finish(BROKEN)
        return message

    def send(self, message: Any) -> Any:
        """Pass on what goes of the answer; give what the server gives, to be awaited."""
        kind = message["type"]
        if kind == "http.response.start":
            message = self._start(message)
        elif kind == "http.response.body":
            if body := message.get("body"):
                self._keep(body)
            if not message.get("more_body"):
                return self._send_last(message)
        return self._send(message)

    def finish(self, status: int) -> None:
        """End the exchange, unless it has ended."""
        if self._exchange.seconds is None:
            self._tracer.end(self._exchange, status=status)

    def _start(self, message: Any) -> Any:
        headers = message.get("headers", [])
        if not isinstance(headers, list):
            headers = list(headers)
            message = {**message, "headers": headers}
        self.is_started = True
        self._status = message["status"]
        self._tracer.answer(self._exchange, headers=headers)
        return message

    async def _send_last(self, message: Any) -> None:
        """Send it; the answer is whole once the server took it."""
        await self._send(message)
        self.finish(self._status)

    def _keep(self, body: Any) -> None:
        exchange = self._exchange
        # The server leaves the body of an answer to HEAD out (RFC 9110 section 9.3.2).
        if exchange.method == "HEAD":
            return
        exchange.response_size += len(body)
        if room := KEPT_BODY_BYTES - len(exchange.response_body):
            kept = bytes(body[:room])
            exchange.response_body += kept
            self._tracer.grow(exchange, len(kept))
