import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from isthmus.local.addresses import Addresses
from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Receiver
from isthmus.local.tracing.outbound import traced_transport
from isthmus.local.tracing.traceparent import TraceParent, parse_traceparent
from isthmus.local.tracing.tracer import Tracer, span_of
from unit.local.tracing.recorded import TRACEPARENT, SetClock, begin

pytestmark = pytest.mark.anyio
OUTSIDE = "https://accounts.example/token"


class Server(httpx2.AsyncBaseTransport):
    """Answer every request with the same parts; a part that is an error is raised."""

    def __init__(self, *parts: bytes | BaseException, status: int = 200) -> None:
        self.asked: list[httpx2.Request] = []
        self.is_closed = False
        self._parts = parts
        self._status = status

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return httpx2.Response(self._status, headers={"X-Sample": "yes"}, stream=Parts(self._parts))

    async def aclose(self) -> None:
        self.is_closed = True


class Parts(httpx2.AsyncByteStream):
    def __init__(self, parts: Any) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, BaseException):
                raise part
            yield part


class NoServer(httpx2.AsyncBaseTransport):
    def __init__(self, error: BaseException) -> None:
        self._error = error

    async def handle_async_request(self, _: httpx2.Request) -> httpx2.Response:
        raise self._error


def client(transport: httpx2.AsyncBaseTransport, tracer: Tracer) -> httpx2.AsyncClient:
    wrapped = traced_transport(transport, tracer=tracer, addresses=Addresses())
    return httpx2.AsyncClient(transport=wrapped, trust_env=False)


def told(server: Server) -> TraceParent:
    return parse_traceparent(server.asked[0].headers["traceparent"].encode())


def test_a_transport_is_itself_while_tracing_is_off(clock: SetClock) -> None:
    server = Server()
    off = Tracer(clock=clock, is_on=False)
    assert traced_transport(server, tracer=off, addresses=Addresses()) is server


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:4566/x",
        "https://localhost:4443/",
        "http://pool.auth.localhost:4566/",
        "http://[::1]:8080/",
    ],
)
async def test_what_stays_in_the_stack_is_not_recorded_here_but_told_its_trace(
    tracer: Tracer, url: str
) -> None:
    server = Server()
    asker = begin(tracer)
    with tracer.answering(asker):
        await client(server, tracer).get(url)
    assert [each.number for each in tracer.exchanges_after(0)] == [asker.number]
    assert told(server) == span_of(asker)


async def test_who_answers_nobody_tells_the_stack_no_trace(tracer: Tracer) -> None:
    server = Server()
    await client(server, tracer).get("http://127.0.0.1:4566/")
    assert "traceparent" not in server.asked[0].headers


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9999/",
        "http://localhost/",
        "http://localhost.example:4566/",
        "https://a.example:4443/",
    ],
)
async def test_what_leaves_the_stack_is_recorded(tracer: Tracer, url: str) -> None:
    await client(Server(), tracer).get(url)
    (exchange,) = tracer.exchanges_after(0)
    assert (exchange.receiver, exchange.target) == (Receiver.OUTSIDE, url)


async def test_a_host_outside_is_within_the_exchange_that_asked_for_it(tracer: Tracer) -> None:
    server = Server()
    asker = begin(tracer)
    with tracer.answering(asker):
        await client(server, tracer).get(OUTSIDE)
    exchange = tracer.exchanges_after(asker.number)[0]
    assert exchange.parent_span_id == asker.span_id
    assert told(server) == span_of(exchange)


async def test_a_traceparent_of_the_callers_own_stays(tracer: Tracer) -> None:
    server = Server()
    await client(server, tracer).get(OUTSIDE, headers={"traceparent": TRACEPARENT.decode()})
    assert server.asked[0].headers.get_list("traceparent") == [TRACEPARENT.decode()]


@pytest.mark.parametrize("error", [httpx2.ConnectError("no"), asyncio.CancelledError()])
async def test_no_answer_has_status_0_and_its_error_passes(tracer: Tracer, error: BaseException) -> None:
    with pytest.raises(type(error)):
        await client(NoServer(error), tracer).get(OUTSIDE)
    assert tracer.exchanges_after(0)[0].status == 0


async def test_an_answer_that_breaks_off_has_status_0(tracer: Tracer) -> None:
    with pytest.raises(httpx2.ReadError):
        await client(Server(b"half", httpx2.ReadError("no")), tracer).get(OUTSIDE)
    assert (tracer.exchanges_after(0)[0].status, tracer.exchanges_after(0)[0].response_body) == (0, b"half")


async def test_an_answer_that_nobody_reads_to_its_end_has_its_status(tracer: Tracer) -> None:
    async with client(Server(b"much", b"more", status=403), tracer).stream("GET", OUTSIDE) as response:
        assert tracer.exchanges_after(0)[0].status is None
        assert await anext(response.aiter_raw()) == b"much"
    assert tracer.exchanges_after(0)[0].status == 403


async def test_a_user_and_password_in_the_address_are_not_in_what_is_kept_as_address(tracer: Tracer) -> None:
    await client(Server(), tracer).get("https://sample:pass@accounts.example/a?b=c")
    assert tracer.exchanges_after(0)[0].target == "https://accounts.example/a?b=c"


async def test_a_body_that_is_made_while_it_is_sent_is_left_alone(tracer: Tracer) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"part"

    await client(Server(), tracer).post(OUTSIDE, content=parts())
    assert tracer.exchanges_after(0)[0].request_size == 0


async def test_keeps_the_beginning_of_both_bodies_and_their_whole_size(tracer: Tracer) -> None:
    answer = await client(Server(b"b" * 10_000, b"c" * 10_000), tracer).post(OUTSIDE, content=b"a" * 20_000)
    assert len(answer.content) == 20_000
    (exchange,) = tracer.exchanges_after(0)
    assert len(exchange.request_body) == len(exchange.response_body) == KEPT_BODY_BYTES
    assert exchange.request_size == exchange.response_size == 20_000
    assert (b"x-sample", b"yes") in exchange.response_headers
    assert tracer.weight < 3 * KEPT_BODY_BYTES


async def test_closes_the_transport_within(tracer: Tracer) -> None:
    server = Server()
    await client(server, tracer).aclose()
    assert server.is_closed
