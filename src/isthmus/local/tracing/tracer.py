"""The last exchanges of the stack, in memory, and which of them a task is answering at the moment.

Written on the path of every request: what is kept is held, and nothing is read of it. All calls come from
the stack's event loop.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from itertools import islice

from isthmus.clock import Clock
from isthmus.local.tracing.exchange import Exchange, Headers, PackedHeaders, Receiver, packed
from isthmus.local.tracing.traceparent import TraceParent

CAPACITY = 2000
BYTE_LIMIT = 32 * 1024 * 1024
# What CPython takes besides the bytes themselves, for an exchange, and for a header or all that are packed.
EXCHANGE_BYTES, HEADER_BYTES = 1024, 136
SPANS = 2**64

_CURRENT: ContextVar[Exchange | None] = ContextVar("isthmus_exchange", default=None)


class Tracer:
    """Keep exchanges; the oldest go first, when there are more than `capacity` or they weigh too much.

    One that is off is never written: what would record leaves itself out.
    """

    def __init__(
        self, *, clock: Clock, capacity: int = CAPACITY, byte_limit: int = BYTE_LIMIT, is_on: bool = True
    ) -> None:
        self.is_on = is_on
        self._clock = clock
        self._capacity = capacity
        self._byte_limit = byte_limit
        self._exchanges: deque[Exchange] = deque()
        self._weight = 0
        self._newest = 0
        # NOTE: counted on, for asking the system each time would hand Python's lock to another thread.
        self._first_span = secrets.randbelow(SPANS)
        self._followers: set[asyncio.Event] = set()

    @property
    def newest(self) -> int:
        """The number of the exchange that began last, 0 before the first."""
        return self._newest

    @property
    def weight(self) -> int:
        """About how many bytes of memory the kept exchanges take."""
        return self._weight

    def begin(
        self,
        *,
        receiver: Receiver,
        method: str,
        target: str,
        request_headers: Headers,
        within: TraceParent | None,
    ) -> Exchange:
        """Begin an exchange that was asked for `within` a span, None if nobody told of one."""
        self._newest += 1
        request_headers = packed(request_headers)
        weight = EXCHANGE_BYTES + len(method) + len(target) + _weigh(request_headers)
        exchange = Exchange(
            number=self._newest,
            receiver=receiver,
            trace_id=within.trace_id if within else None,
            span_id=f"{(self._first_span + self._newest) % SPANS:016x}",
            parent_span_id=within.span_id if within else None,
            began_at=self._clock.now(),
            method=method,
            target=target,
            request_headers=request_headers,
            response_headers=[],
            weight=weight,
        )
        self._exchanges.append(exchange)
        self._weight += weight
        self._keep_within_limits()
        if self._followers:
            self._tell_followers()
        return exchange

    def answer(self, exchange: Exchange, *, headers: Headers) -> None:
        """Keep the head of an answer; its status counts when the answer is whole."""
        exchange.response_headers = kept = packed(headers)
        self.grow(exchange, _weigh(kept))

    def grow(self, exchange: Exchange, size: int) -> None:
        """Count `size` bytes more that an exchange holds."""
        if exchange.weight:
            exchange.weight += size
            self._weight += size
            if self._weight > self._byte_limit:
                self._keep_within_limits()

    def end(self, exchange: Exchange, *, status: int) -> None:
        """End an exchange, with status 0 if its answer broke off."""
        exchange.status = status
        seconds = self._clock.now() - exchange.began_at
        exchange.seconds = seconds if seconds > 0 else 0.0
        if self._followers:
            self._tell_followers()

    def exchanges_after(self, number: int) -> Sequence[Exchange]:
        """Give what is kept of the exchanges that began after the one of that number, the oldest first."""
        oldest = self._newest - len(self._exchanges) + 1
        return list(islice(self._exchanges, max(0, number + 1 - oldest), None))

    def forget(self) -> None:
        """Drop all that is kept. Numbers go on."""
        while self._exchanges:
            self._drop_oldest()
        self._tell_followers()

    async def changes(self) -> AsyncGenerator[None, None]:
        """Wake a follower at once, and again after exchanges began, ended or were forgotten.

        It costs one flag: who is slow is woken once for many changes, and holds nobody up. Close it after use
        (`contextlib.aclosing`).
        """
        woken = asyncio.Event()
        woken.set()
        self._followers.add(woken)
        try:
            while True:
                await woken.wait()
                woken.clear()
                yield
        finally:
            self._followers.discard(woken)

    def current(self) -> Exchange | None:
        """Give the exchange that is being answered in this task, None outside of all."""
        return _CURRENT.get()

    @contextmanager
    def answering(self, exchange: Exchange) -> Iterator[None]:
        """Make it the current one of this task, and of those that it starts, until the block ends."""
        token = self.enter(exchange)
        try:
            yield
        finally:
            self.leave(token)

    def enter(self, exchange: Exchange) -> Token[Exchange | None]:
        """Do what `answering` does, until `leave`, in a third of its time."""
        return _CURRENT.set(exchange)

    def leave(self, token: Token[Exchange | None]) -> None:
        """Make the one current that was before `enter`."""
        _CURRENT.reset(token)

    def _keep_within_limits(self) -> None:
        while self._exchanges and (len(self._exchanges) > self._capacity or self._weight > self._byte_limit):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        dropped = self._exchanges.popleft()
        self._weight -= dropped.weight
        dropped.weight = 0

    def _tell_followers(self) -> None:
        for follower in self._followers:
            follower.set()


def span_of(exchange: Exchange) -> TraceParent:
    """Say within which span an exchange asks others; where it was given no trace, its span id twice is one.

    So its own `trace_id` stays open, for what it shares with others to settle.
    """
    return TraceParent(trace_id=exchange.trace_id or exchange.span_id * 2, span_id=exchange.span_id)


def _weigh(headers: Headers) -> int:
    if isinstance(headers, PackedHeaders):
        return HEADER_BYTES + headers.size
    return HEADER_BYTES * len(headers) + sum(len(name) + len(value) for name, value in headers)
