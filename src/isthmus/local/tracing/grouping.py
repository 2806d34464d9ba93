"""Which exchanges belong together: those of one sign-in, or one run, share a trace.

An exchange belongs, in this order: to the trace of the exchange within which one of our systems made it; to
that within which a function or the API must have made it, which send no `traceparent`; to the one that its
`traceparent` names; and to the latest one with which it shares a value that travels. What a browser asks for
on its own account, preflights and parts of pages, belongs to its page. Else it begins one.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.hop import Party
from isthmus.local.tracing.marks import Marks
from isthmus.local.tracing.naming.askers import name_asker
from isthmus.local.tracing.reading import Reading

MOST_MARKS = 20_000
MOST_PLACES = 8_000
MOST_TRACES = 4_000
LONGEST_PAUSE_SECONDS = 900
"""A value that comes back after this long begins another run: a person who signs in again, say."""

_FIRST_CALLS = ("/token-validator", "/_local/callouts")
"""Each call of these begins a run, whatever session it is made with: a session serves many."""


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(slots=True, kw_only=True)
class Place:
    """Where an exchange belongs. `parent` is the number of the exchange within which it was made."""

    trace: str
    parent: int | None
    is_alone: bool
    """Whether it began the trace, for nothing was known of it that others have."""
    is_ended: bool = False
    is_read: bool = False
    """Whether it was asked already of which flow it is a sign."""


@dataclass(slots=True)
class Grouping:
    """Place exchanges in the order in which they began and ended. Bounded: the oldest are forgotten.

    One that is alone is looked at again when it ends: when it began, its body may not have been there yet.
    """

    marks: Marks
    _places: "OrderedDict[int, Place]" = field(default_factory=OrderedDict)
    _spans: "OrderedDict[str, int]" = field(default_factory=OrderedDict)
    _traces_by_mark: "OrderedDict[bytes, str]" = field(default_factory=OrderedDict)
    _hosts: dict[int, Exchange] = field(default_factory=dict)
    _flows: "OrderedDict[str, tuple[str, int]]" = field(default_factory=OrderedDict)
    _heard: "OrderedDict[str, tuple[float, int]]" = field(default_factory=OrderedDict)
    """When a trace was last heard of, and the number of the exchange that told."""

    def update(self, exchanges: Sequence[Exchange]) -> None:
        """Take in what began or ended since."""
        for _ in self.steps(exchanges):
            pass

    def steps(self, exchanges: Sequence[Exchange]) -> Iterator[None]:
        """Do the same step by step, for many take long; others may update meanwhile."""
        for exchange, has_ended in _events(self._changed(exchanges)):
            if has_ended:
                self._end(exchange)
            else:
                self._begin(exchange)
            yield
        _shorten(self._places, MOST_PLACES)
        _shorten(self._spans, MOST_PLACES)
        _shorten(self._traces_by_mark, MOST_MARKS)
        _shorten(self._heard, MOST_TRACES)

    def find(self, number: int) -> Place | None:
        """Give where an exchange belongs; None if it was not taken in, or forgotten."""
        return self._places.get(number)

    def note_flow(self, trace: str, *, flow: str, certainty: int) -> None:
        """Remember a sign of a trace's flow; a surer one counts, and of equal ones the first."""
        if certainty > self._flows.get(trace, ("", 0))[1]:
            self._flows[trace] = flow, certainty
            _shorten(self._flows, MOST_TRACES)

    def flow_of(self, trace: str) -> str | None:
        """Give the flow of a trace, None if nothing told."""
        return self._flows.get(trace, (None, 0))[0]

    def forget(self) -> None:
        """Forget all."""
        for kept in (self._places, self._spans, self._traces_by_mark, self._hosts, self._flows, self._heard):
            kept.clear()

    def _changed(self, exchanges: Sequence[Exchange]) -> list[Exchange]:
        known = self._places
        return [
            each
            for each in exchanges
            if each.number not in known or (_is_over(each) and not known[each.number].is_ended)
        ]

    def _begin(self, exchange: Exchange) -> None:
        if exchange.number in self._places:
            return
        reading = Reading(exchange)
        marks = self.marks.of_request(reading)
        parent = self._spans.get(exchange.parent_span_id or "") or self._find_host(reading, marks=marks)
        place = self._place(reading, marks=marks, parent=parent)
        self._places[exchange.number] = place
        self._spans[exchange.span_id] = exchange.number
        self._hear(place.trace, at=exchange.began_at, number=exchange.number)
        self._keep(marks | self.marks.of_page(reading), trace=place.trace)
        if _hosts_others(reading):
            self._hosts[exchange.number] = exchange

    def _place(self, reading: Reading, *, marks: frozenset[bytes], parent: int | None) -> Place:
        exchange = reading.exchange
        if parent is not None and parent in self._places:
            return Place(trace=self._places[parent].trace, parent=parent, is_alone=False)
        if exchange.trace_id is not None:
            return Place(trace=exchange.trace_id, parent=None, is_alone=False)
        if reading.path.endswith(_FIRST_CALLS):
            return Place(trace=exchange.span_id * 2, parent=None, is_alone=False)
        shared = self._shared(marks, at=exchange.began_at) or self._shared_by_person(exchange, reading)
        if shared is None and not marks:
            shared = self._shared(self.marks.of_opener(reading), at=exchange.began_at)
        return Place(trace=shared or exchange.span_id * 2, parent=None, is_alone=shared is None)

    def _shared(self, marks: Iterable[bytes], *, at: float) -> str | None:
        """Give the trace, of those that have one of the marks, that was heard of last; None if long ago."""
        traces = {self._traces_by_mark[mark] for mark in marks if mark in self._traces_by_mark}
        heard = [(self._heard[trace], trace) for trace in traces if trace in self._heard]
        recent = [(when, trace) for when, trace in heard if at - when[0] <= LONGEST_PAUSE_SECONDS]
        return max(recent)[1] if recent else None

    def _shared_by_person(self, exchange: Exchange, reading: Reading) -> str | None:
        """Give the trace in which it was told who is to sign in. Once: the next sign-in is another's."""
        marks = self.marks.of_person(reading)
        shared = self._shared(marks, at=exchange.began_at)
        for mark in marks if shared is not None else ():
            del self._traces_by_mark[mark]
        return shared

    def _hear(self, trace: str, *, at: float, number: int) -> None:
        self._heard[trace] = max(self._heard.get(trace, (at, number)), (at, number))
        self._heard.move_to_end(trace)

    def _end(self, exchange: Exchange) -> None:
        place = self._places.get(exchange.number)
        if place is None or place.is_ended:
            return
        place.is_ended, place.is_read = True, False
        self._hosts.pop(exchange.number, None)
        reading = Reading(exchange)
        asked_with = self.marks.of_request(reading)
        if place.is_alone:
            self._join(place, marks=asked_with, exchange=exchange, reading=reading)
        self._hear(place.trace, at=exchange.began_at + (exchange.seconds or 0), number=exchange.number)
        # What it was asked with may have gone on to a later run meanwhile.
        unheard = {mark for mark in asked_with if mark not in self._traces_by_mark}
        self._keep(unheard | self.marks.of_response(reading), trace=place.trace)

    def _join(self, place: Place, *, marks: frozenset[bytes], exchange: Exchange, reading: Reading) -> None:
        """Move an exchange that was alone, with what was asked within it, to those that it belongs to."""
        own = place.trace
        others = {mark for mark in marks if self._traces_by_mark.get(mark) != own}
        shared = self._shared(others, at=exchange.began_at) or self._shared_by_person(exchange, reading)
        if shared is None or shared == own:
            return
        for each in self._places.values():
            if each.trace == own:
                each.trace, each.is_alone = shared, False
        self._keep([mark for mark, trace in self._traces_by_mark.items() if trace == own], trace=shared)
        if flow := self._flows.pop(own, None):
            self.note_flow(shared, flow=flow[0], certainty=flow[1])

    def _keep(self, marks: Iterable[bytes], *, trace: str) -> None:
        for mark in marks:
            self._traces_by_mark[mark] = trace
            self._traces_by_mark.move_to_end(mark)

    def _find_host(self, reading: Reading, *, marks: frozenset[bytes]) -> int | None:
        """Find the open run of a function, or request to the API, within which this must have been asked."""
        if reading.exchange.trace_id is not None or not _may_be_of_ours(reading):
            return None
        open_hosts = [number for number in self._hosts if number in self._places]
        if len(open_hosts) == 1:
            return open_hosts[0]
        trace = self._shared(marks, at=reading.exchange.began_at)
        fitting = [number for number in open_hosts if self._places[number].trace == trace]
        return fitting[-1] if fitting else None


def _events(exchanges: Iterable[Exchange]) -> Iterator[tuple[Exchange, bool]]:
    """Give beginnings and ends in the order in which they were."""
    events = [(each.began_at, 0, each.number, each) for each in exchanges]
    events += [
        (each.began_at + (each.seconds or 0), 1, each.number, each) for each in exchanges if _is_over(each)
    ]
    for _, has_ended, _, exchange in sorted(events, key=lambda event: event[:3]):
        yield exchange, bool(has_ended)


def _is_over(exchange: Exchange) -> bool:
    return exchange.seconds is not None


def _hosts_others(reading: Reading) -> bool:
    """Whether code runs meanwhile whose own requests carry no `traceparent`."""
    exchange = reading.exchange
    if exchange.receiver in {Receiver.FUNCTION, Receiver.API}:
        return True
    is_gateway = reading.path.startswith(
        "/_aws/execute-api/"
    ) or ".execute-api." in reading.request_headers.get("host", "")
    return exchange.receiver is Receiver.AWS and is_gateway


def _may_be_of_ours(reading: Reading) -> bool:
    """Whether it comes from our library, which names no program, and not from a browser."""
    if reading.exchange.receiver not in {Receiver.AWS, Receiver.SALESFORCE}:
        return False
    party, _ = name_asker(reading, parent=None)
    return party is Party.CLIENT and "user-agent" not in reading.request_headers


def _shorten(kept: "OrderedDict[_Key, _Value]", most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
