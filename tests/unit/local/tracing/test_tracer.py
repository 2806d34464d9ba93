import asyncio
import sys
from contextlib import aclosing

import pytest

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, PackedHeaders
from isthmus.local.tracing.tracer import Tracer, span_of
from unit.local.tracing.recorded import SetClock, begin


def numbers(tracer: Tracer, *, after: int = 0) -> list[int]:
    return [exchange.number for exchange in tracer.exchanges_after(after)]


def test_keeps_no_more_than_its_capacity_and_drops_the_oldest(clock: SetClock) -> None:
    tracer = Tracer(clock=clock, capacity=3)
    for _ in range(10):
        begin(tracer)
    assert numbers(tracer) == [8, 9, 10]


def test_keeps_no_more_than_its_byte_limit_whatever_the_headers_weigh(clock: SetClock) -> None:
    tracer = Tracer(clock=clock, byte_limit=100_000)
    for _ in range(50):
        begin(tracer, headers=[(b"x-large", bytes(20_000))])
    assert len(tracer.exchanges_after(0)) == 4
    assert tracer.weight <= 100_000


def test_keeps_no_more_than_its_byte_limit_when_open_exchanges_grow(clock: SetClock) -> None:
    tracer = Tracer(clock=clock, byte_limit=100_000)
    opened = [begin(tracer) for _ in range(20)]
    for exchange in opened:
        exchange.request_body = bytes(KEPT_BODY_BYTES)
        tracer.grow(exchange, KEPT_BODY_BYTES)
    assert tracer.weight <= 100_000
    assert 20 in numbers(tracer)


def test_one_exchange_that_is_heavier_than_all_may_be_is_not_kept(clock: SetClock) -> None:
    tracer = Tracer(clock=clock, byte_limit=10_000)
    begin(tracer, target="x" * 20_000)
    assert numbers(tracer) == []
    assert tracer.weight == 0


def test_what_was_dropped_or_forgotten_weighs_nothing_when_it_grows_and_ends(clock: SetClock) -> None:
    tracer = Tracer(clock=clock, capacity=1)
    dropped, forgotten = begin(tracer), begin(tracer)
    tracer.forget()
    for exchange in (dropped, forgotten):
        tracer.grow(exchange, 5_000)
        tracer.answer(exchange, headers=[(b"a", b"b")])
        tracer.end(exchange, status=200)
    assert tracer.weight == 0
    assert numbers(tracer) == []


@pytest.mark.parametrize("value", [bytes(50), b"\n" * 50])
def test_its_weight_is_at_least_what_python_takes(tracer: Tracer, value: bytes) -> None:
    exchange = begin(tracer, headers=[(b"x-%d" % number, value) for number in range(20)])
    kept = exchange.request_headers
    if isinstance(kept, PackedHeaders):
        real = sys.getsizeof(kept) + sys.getsizeof(kept._packed)
    else:
        real = sys.getsizeof(kept) + sum(
            sys.getsizeof(pair) + sys.getsizeof(pair[0]) + sys.getsizeof(pair[1]) for pair in kept
        )
    assert tracer.weight >= real + sys.getsizeof(exchange)


def test_numbers_go_on_after_forgetting(tracer: Tracer) -> None:
    begin(tracer)
    tracer.forget()
    begin(tracer)
    assert (numbers(tracer), tracer.newest) == ([2], 2)


@pytest.mark.parametrize(("after", "expected"), [(-5, [3, 4]), (0, [3, 4]), (3, [4]), (4, []), (9, [])])
def test_gives_what_began_after_a_number_and_is_still_kept(
    clock: SetClock, after: int, expected: list[int]
) -> None:
    tracer = Tracer(clock=clock, capacity=2)
    for _ in range(4):
        begin(tracer)
    assert numbers(tracer, after=after) == expected


def test_an_exchange_is_open_until_it_ends(tracer: Tracer, clock: SetClock) -> None:
    exchange = begin(tracer)
    assert (exchange.status, exchange.seconds) == (None, None)
    clock.time += 0.5
    tracer.end(exchange, status=200)
    assert (exchange.status, exchange.seconds, exchange.began_at) == (200, 0.5, 1_000.0)


def test_a_clock_that_is_set_back_makes_no_time_negative(tracer: Tracer, clock: SetClock) -> None:
    exchange = begin(tracer)
    clock.time -= 60
    tracer.end(exchange, status=200)
    assert exchange.seconds == 0.0


def test_an_exchange_without_a_trace_leads_others_to_itself(tracer: Tracer) -> None:
    exchange = begin(tracer)
    assert exchange.trace_id is None
    assert span_of(exchange).span_id == exchange.span_id
    assert span_of(exchange).trace_id == exchange.span_id * 2


@pytest.mark.anyio
async def test_tasks_that_answer_at_once_do_not_mix(tracer: Tracer) -> None:
    first, second = begin(tracer), begin(tracer)
    both_are_in = asyncio.Barrier(2)

    async def answer(exchange: Exchange) -> Exchange | None:
        with tracer.answering(exchange):
            await both_are_in.wait()
            return await asyncio.create_task(ask_others())

    async def ask_others() -> Exchange | None:
        return tracer.current()

    assert list(await asyncio.gather(answer(first), answer(second))) == [first, second]
    assert tracer.current() is None


@pytest.mark.anyio
async def test_a_slow_follower_is_woken_once_for_many_changes_and_holds_nobody_up(tracer: Tracer) -> None:
    async with aclosing(tracer.changes()) as changes:
        await anext(changes)
        for _ in range(100):
            tracer.end(begin(tracer), status=200)
        await anext(changes)
        waiting = asyncio.ensure_future(anext(changes))
        await asyncio.wait([waiting], timeout=0)
        assert not waiting.done()
        tracer.forget()
        await waiting
    assert not tracer._followers


@pytest.mark.anyio
async def test_a_follower_is_woken_at_once_so_that_it_misses_nothing_before(tracer: Tracer) -> None:
    begin(tracer)
    async with aclosing(tracer.changes()) as changes:
        await anext(changes)
        assert numbers(tracer) == [1]
