import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Receiver
from isthmus.local.tracing.inbound import traced
from isthmus.local.tracing.tracer import Tracer
from unit.local.tracing.recorded import SPAN, TRACE, TRACEPARENT, SetClock, ask

pytestmark = pytest.mark.anyio
START = {"type": "http.response.start", "status": 201, "headers": [(b"content-type", b"text/plain")]}


def body(part: Any, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": part, "more_body": more}


def wrap(app: Any, tracer: Tracer) -> Any:
    return traced(app, tracer=tracer, receiver=Receiver.API, unrecorded=frozenset({"/health"}))


def only(tracer: Tracer) -> Exchange:
    (exchange,) = tracer.exchanges_after(0)
    return exchange


async def echo(_: Any, receive: Any, send: Any) -> None:
    """Answer with the request's body, part by part."""
    await send(START)
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        await send(body(message.get("body", b""), more=more))


def sending(*messages: Any) -> Callable[[Any, Any, Any], Any]:
    async def app(_: Any, __: Any, send: Any) -> None:
        for message in messages:
            await send(message)

    return app


def test_an_app_is_itself_while_tracing_is_off(clock: SetClock) -> None:
    assert wrap(echo, Tracer(clock=clock, is_on=False)) is echo


async def test_health_checks_are_not_recorded(tracer: Tracer) -> None:
    await ask(wrap(echo, tracer), path="/health")
    assert tracer.newest == 0


async def test_what_is_no_http_passes_unrecorded(tracer: Tracer) -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope["type"], receive, send))

    await wrap(app, tracer)({"type": "lifespan"}, 1, 2)
    assert seen == [("lifespan", 1, 2)]
    assert tracer.newest == 0


async def test_a_malformed_traceparent_is_as_none(tracer: Tracer) -> None:
    await ask(wrap(echo, tracer), headers=[(b"traceparent", TRACEPARENT.upper())])
    assert (only(tracer).trace_id, only(tracer).parent_span_id) == (None, None)


async def test_takes_the_callers_trace(tracer: Tracer) -> None:
    await ask(wrap(echo, tracer), headers=[(b"traceparent", TRACEPARENT)])
    assert (only(tracer).trace_id, only(tracer).parent_span_id) == (TRACE, SPAN)
    assert only(tracer).span_id != SPAN


async def test_keeps_no_more_of_each_body_than_is_allowed_and_tells_the_whole_size(tracer: Tracer) -> None:
    parts = [b"a" * 10_000] * 4
    sent = await ask(wrap(echo, tracer), body=parts)
    exchange = only(tracer)
    assert len(exchange.request_body) == len(exchange.response_body) == KEPT_BODY_BYTES
    assert exchange.request_size == exchange.response_size == 40_000
    assert b"".join(message["body"] for message in sent[1:]) == b"".join(parts)
    assert tracer.weight < 3 * KEPT_BODY_BYTES


async def test_counts_no_body_that_the_server_leaves_out_for_head(tracer: Tracer) -> None:
    sent = await ask(wrap(sending(START, body(b"left out")), tracer), method="HEAD")
    assert sent[1] == body(b"left out")
    assert (only(tracer).response_body, only(tracer).response_size, only(tracer).status) == (b"", 0, 201)


async def test_an_error_before_the_answer_is_the_servers_500_and_passes(tracer: Tracer) -> None:
    async def app(*_: Any) -> None:
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError, match="ours"):
        await ask(wrap(app, tracer))
    assert only(tracer).status == 500


async def test_no_answer_at_all_is_the_servers_500(tracer: Tracer) -> None:
    await ask(wrap(sending(), tracer))
    assert only(tracer).status == 500


async def test_an_answer_that_breaks_off_by_an_error_has_status_0(tracer: Tracer) -> None:
    async def app(_: Any, __: Any, send: Any) -> None:
        await send(START)
        await send(body(b"half", more=True))
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError):
        await ask(wrap(app, tracer))
    assert (only(tracer).status, only(tracer).response_body) == (0, b"half")


async def test_an_answer_that_never_ends_has_status_0(tracer: Tracer) -> None:
    await ask(wrap(sending(START, body(b"half", more=True)), tracer))
    assert only(tracer).status == 0


async def test_an_answer_that_is_cancelled_has_status_0(tracer: Tracer) -> None:
    async def app(*_: Any) -> None:
        await asyncio.Event().wait()

    task = asyncio.create_task(ask(wrap(app, tracer)))
    await asyncio.wait([task], timeout=0)
    assert only(tracer).status is None
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert only(tracer).status == 0


async def test_a_client_that_leaves_before_the_end_has_status_0_whatever_is_sent_then(tracer: Tracer) -> None:
    sent = await ask(wrap(echo, tracer), body=[b"half"], is_left=True)
    assert sent == [START, body(b"half", more=True), body(b"")]
    assert only(tracer).status == 0


async def test_a_send_that_fails_passes_its_error_and_has_status_0(tracer: Tracer) -> None:
    async def send(_: Any) -> None:
        raise OSError("the client is gone")

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    with pytest.raises(OSError, match="gone"):
        await wrap(sending(START), tracer)(scope, None, send)
    assert only(tracer).status == 0


async def test_leaving_after_the_answer_changes_nothing(tracer: Tracer) -> None:
    async def app(_: Any, receive: Any, send: Any) -> None:
        await send(START)
        await send(body(b"whole"))
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"

    await ask(wrap(app, tracer))
    assert only(tracer).status == 201


async def test_an_error_after_the_answer_passes_and_changes_nothing(tracer: Tracer) -> None:
    async def app(_: Any, __: Any, send: Any) -> None:
        await send(START)
        await send(body(b"whole"))
        raise RuntimeError("ours")

    with pytest.raises(RuntimeError):
        await ask(wrap(app, tracer))
    assert only(tracer).status == 201


async def test_records_what_was_asked_and_answered(tracer: Tracer) -> None:
    headers = [(b"host", b"127.0.0.1:8080")]
    await ask(wrap(echo, tracer), path="/a%20b", query=b"c=d", headers=headers, body=[b"one", b"two"])
    exchange = only(tracer)
    assert (exchange.receiver, exchange.method, exchange.target) == (Receiver.API, "POST", "/a%20b?c=d")
    assert (list(exchange.request_headers), exchange.request_body) == (headers, b"onetwo")
    assert (list(exchange.response_headers), exchange.response_body) == (START["headers"], b"onetwo")
    assert exchange.status == 201


async def test_headers_that_can_be_read_once_only_reach_both(tracer: Tracer) -> None:
    once = (pair for pair in [(b"a", b"b")])
    sent = await ask(wrap(sending({**START, "headers": once}, body(memoryview(b"text"))), tracer))
    assert list(sent[0]["headers"]) == [(b"a", b"b")] == list(only(tracer).response_headers)
    assert only(tracer).response_body == b"text"


async def test_waits_for_the_server_between_the_parts_of_an_answer(tracer: Tracer) -> None:
    may_go_on, sent = asyncio.Event(), []

    async def send(message: Any) -> None:
        sent.append(message)
        await may_go_on.wait()

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    task = asyncio.create_task(wrap(sending(START, body(b"text")), tracer)(scope, None, send))
    await asyncio.wait([task], timeout=0)
    assert sent == [START]
    may_go_on.set()
    await task
    assert sent == [START, body(b"text")]


async def test_two_requests_at_once_have_each_their_own_exchange(tracer: Tracer) -> None:
    both_are_in = asyncio.Barrier(2)
    current: dict[str, Exchange | None] = {}

    async def app(scope: Any, _: Any, send: Any) -> None:
        await both_are_in.wait()
        current[scope["path"]] = tracer.current()
        await send(START)
        await send(body(scope["path"].encode()))

    await asyncio.gather(ask(wrap(app, tracer), path="/one"), ask(wrap(app, tracer), path="/two"))
    by_path = {exchange.target: exchange for exchange in tracer.exchanges_after(0)}
    assert current == by_path
    assert [by_path[path].response_body for path in ("/one", "/two")] == [b"/one", b"/two"]
    assert tracer.current() is None


async def test_the_exchange_ends_with_the_answer_and_not_with_what_the_app_does_after(
    tracer: Tracer, clock: SetClock
) -> None:
    async def app(_: Any, __: Any, send: Any) -> None:
        await send(START)
        clock.time += 1
        await send(body(b""))
        clock.time += 60

    await ask(wrap(app, tracer))
    assert only(tracer).seconds == 1.0
