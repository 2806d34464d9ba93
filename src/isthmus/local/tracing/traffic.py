"""`Traffic`: hops of what was recorded, found and followed; described when somebody looks, then kept."""

import asyncio
import secrets as randomness
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager
from itertools import islice
from typing import Protocol

from isthmus.local.tracing.describing import Described, Describing, Inspector, Secrets
from isthmus.local.tracing.exchange import Exchange
from isthmus.local.tracing.grouping import Grouping
from isthmus.local.tracing.hop import Hop
from isthmus.local.tracing.marks import Marks
from isthmus.local.tracing.masking.stamp import Stamp

MOST_KEPT = 2000
MOST_KEPT_CHARACTERS = 16 * 1024 * 1024
"""What is kept of descriptions; an older one is made anew when somebody looks."""
MOST_AT_ONCE = 500
"""A follower that falls further behind is told of the latest alone."""
TURN_SECONDS = 0.005
PAUSE_SECONDS = 0.0025
"""Between two looks of all followers: each costs what a request costs, however many there are."""
KEY_BYTES = 32


class Exchanges(Protocol):
    """What was recorded; `tracer.Tracer` has it."""

    @property
    def newest(self) -> int:
        """The number of the exchange that began last, 0 before the first."""
        ...

    def exchanges_after(self, number: int) -> Sequence[Exchange]:
        """Give those that are kept and began after the one of that number, the oldest first."""
        ...

    def forget(self) -> None:
        """Drop all that is kept."""
        ...

    def changes(self) -> AsyncGenerator[None, None]:
        """Wake at once, and again after exchanges began, ended or were forgotten."""
        ...


class Traffic:
    """Give hops. All calls come from the stack's event loop."""

    def __init__(
        self,
        tracer: Exchanges,
        *,
        inspector: Inspector,
        secrets: Secrets,
        most_characters: int = MOST_KEPT_CHARACTERS,
    ) -> None:
        key = randomness.token_bytes(KEY_BYTES)
        self._tracer = tracer
        self._grouping = Grouping(Marks(key))
        self._describing = Describing(inspector=inspector, secrets=secrets, stamp=Stamp(key))
        self._described: OrderedDict[tuple[int, bool], Described] = OrderedDict()
        self._kept_characters = 0
        self._most_characters = most_characters
        self._is_closed = False
        self._followers = 0

    @property
    def newest(self) -> int:
        """The id of the hop that began last, 0 before the first."""
        return self._tracer.newest

    async def find_hops(
        self,
        *,
        after: int = 0,
        trace: str | None = None,
        flow: str | None = None,
        text: str = "",
        limit: int = 200,
    ) -> list[Hop]:
        """Give what `hops` gives, and let others work meanwhile: thousands of hops take many seconds."""
        turns = Turns()
        exchanges = await self._take_in(turns)
        fitting: list[Hop] = []
        for hop in self._search(exchanges, after=after, trace=trace, flow=flow, text=text):
            if hop is not None:
                fitting.append(hop)
            if len(fitting) == limit:
                break
            await turns.rest()
        return fitting[::-1]

    async def prepare(self, *, after: int, limit: int) -> None:
        """Describe the last `limit` hops after the one of that id, so that `hops` has them at hand."""
        turns = Turns()
        exchanges = await self._take_in(turns)
        for exchange in [each for each in exchanges if each.number > after][-limit:]:
            self._describe(exchange)
            await turns.rest()

    def hops(
        self,
        *,
        after: int = 0,
        trace: str | None = None,
        flow: str | None = None,
        text: str = "",
        limit: int = 200,
    ) -> list[Hop]:
        """Give the last `limit` hops that began after the one of that id and fit, the oldest first.

        `text` is looked for in what is shown of names, addresses, errors and bodies, whatever the case.
        """
        found = self._search(self._taken_in(), after=after, trace=trace, flow=flow, text=text)
        fitting = list(islice((hop for hop in found if hop is not None), limit))
        return fitting[::-1]

    def _search(
        self, exchanges: Sequence[Exchange], *, after: int, trace: str | None, flow: str | None, text: str
    ) -> Iterator[Hop | None]:
        """Look through exchanges, the last one first; give None for one that does not fit."""
        for exchange in reversed(exchanges):
            if exchange.number <= after:
                return
            place = self._grouping.find(exchange.number)
            if place is None or (trace is not None and place.trace != trace):
                yield None
                continue
            hop = self._hop(exchange, exchanges)
            yield hop if (flow is None or hop.flow == flow) and _has_text(hop, text.casefold()) else None

    def find(self, hop_id: int) -> Hop | None:
        """Give one hop, None if it is not kept."""
        exchanges = self._taken_in()
        exchange = next((each for each in exchanges if each.number == hop_id), None)
        return None if exchange is None else self._hop(exchange, exchanges)

    async def follow(self, after: int) -> AsyncGenerator[Hop, None]:
        """Give the hops after the one of that id as they begin, and all once more as they end.

        One that ended since that one began is told, too: whoever asks saw it open. Ends with `close`. To be
        closed after use (`contextlib.aclosing`).
        """
        told = _told_before(self._tracer.exchanges_after(0), after=after)
        async with self._counted(), aclosing(self._tracer.changes()) as changes:
            async for _ in changes:
                exchanges = await self._take_in(Turns())
                if self._is_closed:
                    return
                untold = list(_untold(exchanges, told=told))
                told.update({each.number: each.seconds is not None for each in untold})
                for exchange in untold[-MOST_AT_ONCE:]:
                    if self._grouping.find(exchange.number) is not None:
                        yield self._hop(exchange, exchanges)
                oldest = exchanges[0].number if exchanges else self._tracer.newest + 1
                told = {number: is_over for number, is_over in told.items() if number >= oldest}
                await asyncio.sleep(PAUSE_SECONDS * self._followers)

    def forget(self) -> None:
        """Forget all that was recorded."""
        self._tracer.forget()
        self._grouping.forget()
        self._described.clear()
        self._kept_characters = 0

    def close(self) -> None:
        """End all following, when the stack stops."""
        self._is_closed = True
        self.forget()

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._followers += 1
        try:
            yield
        finally:
            self._followers -= 1

    async def _take_in(self, turns: "Turns") -> Sequence[Exchange]:
        exchanges = self._tracer.exchanges_after(0)
        for _ in self._grouping.steps(exchanges):
            await turns.rest()
        for exchange in exchanges:
            self._note_flow(exchange)
            await turns.rest()
        return exchanges

    def _taken_in(self) -> Sequence[Exchange]:
        exchanges = self._tracer.exchanges_after(0)
        self._grouping.update(exchanges)
        for exchange in exchanges:
            self._note_flow(exchange)
        return exchanges

    def _note_flow(self, exchange: Exchange) -> None:
        place = self._grouping.find(exchange.number)
        if place is not None and not place.is_read:
            place.is_read = True
            sign = self._describing.sign_of(exchange)
            if sign is not None:
                self._grouping.note_flow(place.trace, flow=sign[0], certainty=sign[1])

    def _hop(self, exchange: Exchange, exchanges: Sequence[Exchange]) -> Hop:
        place = self._grouping.find(exchange.number)
        assert place is not None
        first = exchanges[0].number
        parent = None
        if place.parent is not None and place.parent >= first:
            parent = self._describe(exchanges[place.parent - first])
        return self._describing.placed(
            self._describe(exchange),
            exchange=exchange,
            trace=place.trace,
            flow=self._grouping.flow_of(place.trace),
            parent=parent,
        )

    def _describe(self, exchange: Exchange) -> Described:
        key = exchange.number, exchange.seconds is not None
        found = self._described.get(key)
        if found is None:
            found = self._described[key] = self._describing.describe(exchange)
            self._kept_characters += _length_of(found)
            self._drop((exchange.number, not key[1]))
            while len(self._described) > MOST_KEPT or self._kept_characters > self._most_characters:
                self._drop(next(iter(self._described)))
        return found

    def _drop(self, key: tuple[int, bool]) -> None:
        dropped = self._described.pop(key, None)
        if dropped is not None:
            self._kept_characters -= _length_of(dropped)


class Turns:
    """Let others work after TURN_SECONDS of one's own."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    async def rest(self) -> None:
        """Rest if it is time to."""
        if self._loop.time() - self._began >= TURN_SECONDS:
            await asyncio.sleep(0)
            self._began = self._loop.time()


def _length_of(described: Described) -> int:
    return len(described.hop.request_body.text) + len(described.hop.response_body.text)


def _told_before(exchanges: Sequence[Exchange], *, after: int) -> dict[int, bool]:
    """Give, by number, whether the end of an exchange is known to who saw all until `after` began."""
    began = {each.number: each.began_at for each in exchanges}
    seen_at = began.get(after)
    return {
        each.number: each.seconds is not None and (seen_at is None or each.began_at + each.seconds < seen_at)
        for each in exchanges
        if each.number <= after
    }


def _untold(exchanges: Sequence[Exchange], *, told: dict[int, bool]) -> Iterator[Exchange]:
    for exchange in exchanges:
        if told.get(exchange.number) is not (exchange.seconds is not None):
            yield exchange


def _has_text(hop: Hop, text: str) -> bool:
    if not text:
        return True
    shown = (
        hop.asker_name,
        hop.answerer_name,
        hop.operation,
        hop.method,
        hop.url,
        hop.error or "",
        str(hop.status),
        hop.request_body.text,
        hop.response_body.text,
    )
    return any(text in each.casefold() for each in shown)
