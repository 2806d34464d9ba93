"""What the stack's own HTTP client asks: told which trace it belongs to, and recorded if it leaves the stack.

What stays within the stack is recorded where it arrives.
"""

from collections.abc import AsyncIterator

import httpx2

from isthmus.local.addresses import Addresses
from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Headers, Receiver
from isthmus.local.tracing.inbound import BROKEN
from isthmus.local.tracing.traceparent import NAME
from isthmus.local.tracing.tracer import Tracer, span_of

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HEADER = NAME.decode()


def traced_transport(
    transport: httpx2.AsyncBaseTransport, *, tracer: Tracer, addresses: Addresses
) -> httpx2.AsyncBaseTransport:
    """Give the transport with what it sends recorded; `addresses` are those of the stack."""
    return _TracedTransport(transport, tracer=tracer, addresses=addresses) if tracer.is_on else transport


class _TracedTransport(httpx2.AsyncBaseTransport):
    def __init__(self, transport: httpx2.AsyncBaseTransport, *, tracer: Tracer, addresses: Addresses) -> None:
        self._transport = transport
        self._tracer = tracer
        self._ports = addresses.ports

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asker = self._tracer.current()
        if self._is_of_the_stack(request.url):
            if asker is not None:
                _add_traceparent(request, exchange=asker)
            return await self._transport.handle_async_request(request)
        exchange = self._begin(request, asker=asker)
        _add_traceparent(request, exchange=exchange)
        try:
            response = await self._transport.handle_async_request(request)
        except BaseException:
            self._tracer.end(exchange, status=BROKEN)
            raise
        self._tracer.answer(exchange, headers=_lowered(response.headers))
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_RecordedBody(response, exchange=exchange, tracer=self._tracer),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._transport.aclose()

    def _is_of_the_stack(self, url: httpx2.URL) -> bool:
        return url.port in self._ports and (url.host in _LOOPBACK or url.host.endswith(".localhost"))

    def _begin(self, request: httpx2.Request, *, asker: Exchange | None) -> Exchange:
        url = request.url
        exchange = self._tracer.begin(
            receiver=Receiver.OUTSIDE,
            method=request.method,
            # Without a user and password before the host: those are in the header Authorization.
            target=f"{url.scheme}://{url.netloc.decode()}{url.raw_path.decode()}",
            request_headers=_lowered(request.headers),
            within=span_of(asker) if asker else None,
        )
        try:
            content = request.content
        except httpx2.RequestNotRead:
            return exchange  # it is sent while it is made; nobody in the stack does that
        exchange.request_body, exchange.request_size = content[:KEPT_BODY_BYTES], len(content)
        self._tracer.grow(exchange, len(exchange.request_body))
        return exchange


class _RecordedBody(httpx2.AsyncByteStream):
    """The body of an answer; the exchange ends with it, or when nobody wants the rest."""

    def __init__(self, response: httpx2.Response, *, exchange: Exchange, tracer: Tracer) -> None:
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        self._stream = response.stream
        self._status = response.status_code
        self._exchange = exchange
        self._tracer = tracer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        exchange = self._exchange
        try:
            async for chunk in self._stream:
                exchange.response_size += len(chunk)
                kept = chunk[: KEPT_BODY_BYTES - len(exchange.response_body)]
                exchange.response_body += kept
                self._tracer.grow(exchange, len(kept))
                yield chunk
        except GeneratorExit:
            raise  # who reads has had enough: the status stands
        except BaseException:
            self._finish(BROKEN)
            raise

    async def aclose(self) -> None:
        await self._stream.aclose()
        self._finish(self._status)

    def _finish(self, status: int) -> None:
        if self._exchange.seconds is None:
            self._tracer.end(self._exchange, status=status)


def _lowered(headers: httpx2.Headers) -> Headers:
    return [(name.lower(), value) for name, value in headers.raw]


def _add_traceparent(request: httpx2.Request, *, exchange: Exchange) -> None:
    # Apex may have set its own, which is its affair.
    if _HEADER not in request.headers:
        request.headers[_HEADER] = span_of(exchange).to_header()
