import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

import pytest

from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.hop import Hop, Outcome
from isthmus.local.tracing.tokens.showing import TokenInspector
from isthmus.local.tracing.traffic import Traffic
from unit.local.tracing.exchanges import BEGAN_AT, a_form, an_exchange
from unit.local.tracing.showing import FixedClock, NoIssuers

pytestmark = pytest.mark.anyio

TRACE = "0af7651916cd43dd8448eb211c80319c"


class Recorded:
    """Exchanges as a tracer keeps them."""

    def __init__(self, *exchanges: Exchange) -> None:
        self.exchanges = list(exchanges)
        self._woken = asyncio.Event()

    @property
    def newest(self) -> int:
        return self.exchanges[-1].number if self.exchanges else 0

    def exchanges_after(self, number: int) -> Sequence[Exchange]:
        return [each for each in self.exchanges if each.number > number]

    def forget(self) -> None:
        self.exchanges.clear()

    def wake(self) -> None:
        self._woken.set()

    async def changes(self) -> AsyncGenerator[None, None]:
        self._woken.set()
        while True:
            await self._woken.wait()
            self._woken.clear()
            yield


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def traffic_of(recorded: Recorded) -> Traffic:
    inspector = TokenInspector(issuers=NoIssuers(), clock=FixedClock(BEGAN_AT))
    return Traffic(recorded, inspector=inspector, secrets=lambda: ())


def machine_token(number: int, *, trace_id: str | None = None) -> Exchange:
    return a_form("/oauth2/token", {"grant_type": "client_credentials"}, number=number, trace_id=trace_id)


def ids(hops: Sequence[Hop]) -> list[int]:
    return [hop.id for hop in hops]


async def test_finds_none_that_is_not_kept() -> None:
    assert traffic_of(Recorded()).find(1) is None
    assert traffic_of(Recorded()).hops() == []
    assert traffic_of(Recorded()).newest == 0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"after": 2}, [3, 4]),
        ({"limit": 2}, [3, 4]),
        ({"trace": TRACE}, [2]),
        ({"trace": "0" * 32}, []),
        ({"flow": "m2m"}, [1, 2]),
        ({"flow": "session_sso"}, []),
        ({"text": "CHATTER"}, [3]),
        ({"text": "sample-words"}, [4]),
        ({"text": "invalid"}, []),
    ],
)
async def test_finds_hops(wanted: dict[str, Any], found: list[int]) -> None:
    chatter = an_exchange(
        3, receiver=Receiver.SALESFORCE, method="GET", target="/services/data/v66.0/chatter/users/me"
    )
    words = an_exchange(4, body={"note": "sample-words"})
    recorded = Recorded(machine_token(1), machine_token(2, trace_id=TRACE), chatter, words)
    assert ids(traffic_of(recorded).hops(**wanted)) == found


async def test_a_hop_within_another_names_it_and_is_asked_by_who_answers_it() -> None:
    callout = an_exchange(1, receiver=Receiver.SALESFORCE, target="/_local/callouts", seconds=None)
    asked = machine_token(2, trace_id=callout.span_id * 2)
    asked.parent_span_id = callout.span_id
    hops = traffic_of(Recorded(callout, asked)).hops()
    assert (hops[1].parent, hops[1].asker_name) == (1, "Salesforce org")
    assert hops[0].trace == hops[1].trace == callout.span_id * 2
    assert hops[0].flow == hops[1].flow == "m2m"


async def test_what_its_hop_was_made_within_may_be_gone() -> None:
    callout = an_exchange(1, receiver=Receiver.SALESFORCE, target="/_local/callouts", seconds=None)
    asked = an_exchange(2, trace_id=callout.span_id * 2, parent_span_id=callout.span_id)
    recorded = Recorded(callout, asked)
    traffic = traffic_of(recorded)
    traffic.hops()
    del recorded.exchanges[0]
    (hop,) = traffic.hops()
    assert (hop.id, hop.parent) == (2, None)


async def test_an_answer_that_came_is_shown_though_the_hop_was_looked_at_before() -> None:
    exchange = an_exchange(1, seconds=None)
    traffic = traffic_of(Recorded(exchange))
    assert traffic.hops()[0].outcome is Outcome.OPEN
    exchange.seconds, exchange.status = 0.5, 200
    assert traffic.hops()[0].outcome is Outcome.OK


async def test_what_is_not_kept_any_more_is_described_anew() -> None:
    recorded = Recorded(*(an_exchange(number, body={"note": "sample" * 20}) for number in (1, 2, 3)))
    inspector = TokenInspector(issuers=NoIssuers(), clock=FixedClock(BEGAN_AT))
    traffic = Traffic(recorded, inspector=inspector, secrets=lambda: (), most_characters=150)
    assert traffic.hops() == traffic.hops()
    assert ids(traffic.hops(text="SAMPLEsample")) == [1, 2, 3]


async def test_forgets_everything() -> None:
    traffic = traffic_of(Recorded(an_exchange(1)))
    traffic.hops()
    traffic.forget()
    assert traffic.hops() == []


async def test_a_follower_is_told_of_a_hop_as_it_begins_and_as_it_ends() -> None:
    recorded = Recorded(an_exchange(1), an_exchange(2, seconds=None))
    traffic = traffic_of(recorded)
    async with aclosing(traffic.follow(0)) as hops:
        seen = [await anext(hops), await anext(hops)]
        recorded.exchanges[1].seconds, recorded.exchanges[1].status = 0.5, 200
        recorded.exchanges.append(an_exchange(3))
        recorded.wake()
        seen += [await anext(hops), await anext(hops)]
    assert [(hop.id, hop.outcome) for hop in seen] == [
        (1, Outcome.OK),
        (2, Outcome.OPEN),
        (2, Outcome.OK),
        (3, Outcome.OK),
    ]


async def test_a_follower_is_told_of_nothing_that_it_knows() -> None:
    recorded = Recorded(an_exchange(1), an_exchange(2, seconds=0.1), an_exchange(3))
    async with aclosing(traffic_of(recorded).follow(2)) as hops:
        # The end of the second came after it was seen.
        assert [(await anext(hops)).id, (await anext(hops)).id] == [2, 3]
        recorded.exchanges.append(an_exchange(4))
        recorded.wake()
        assert (await anext(hops)).id == 4


async def test_a_follower_is_told_how_what_it_saw_open_ended() -> None:
    recorded = Recorded(an_exchange(1, seconds=None), an_exchange(2, seconds=None))
    async with aclosing(traffic_of(recorded).follow(2)) as hops:
        first = asyncio.ensure_future(anext(hops))
        await asyncio.sleep(0)
        recorded.exchanges[0].seconds, recorded.exchanges[0].status = 9.0, 503
        recorded.wake()
        hop = await first
    assert (hop.id, hop.outcome) == (1, Outcome.FAILED)


async def test_following_ends_when_the_stack_stops() -> None:
    recorded = Recorded(an_exchange(1))
    traffic = traffic_of(recorded)
    async with aclosing(traffic.follow(0)) as hops:
        await anext(hops)
        waiting = asyncio.ensure_future(anext(hops, None))
        await asyncio.sleep(0)
        traffic.close()
        recorded.wake()
        assert await waiting is None


async def test_others_work_while_thousands_of_hops_are_looked_for() -> None:
    body = json.dumps({f"member {number}": "some words here" for number in range(400)}).encode()
    recorded = Recorded(*(an_exchange(number, body=body) for number in range(1, 40)))
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    worker = asyncio.create_task(work())
    found = await traffic_of(recorded).find_hops(limit=30)
    worker.cancel()
    assert ids(found) == list(range(10, 40))
    assert turns > 5


async def test_hops_that_are_forgotten_meanwhile_are_left_out() -> None:
    recorded = Recorded(*(an_exchange(number) for number in range(1, 2000)))
    traffic = traffic_of(recorded)
    looking = asyncio.create_task(traffic.find_hops(limit=2000))
    await asyncio.sleep(0)
    traffic.forget()
    assert len(await looking) < 1999


async def test_what_was_prepared_is_described_once() -> None:
    recorded = Recorded(*(an_exchange(number) for number in range(1, 6)))
    traffic = traffic_of(recorded)
    await traffic.prepare(after=1, limit=3)
    assert ids(traffic.hops(after=2)) == [3, 4, 5]
