"""`HopLog`: in which order hops become lines. A hop and what was asked within it stand together, indented."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from isthmus.errors import MalformedError
from isthmus.local.tracing.hop import Hop, Outcome

PATIENCE_SECONDS = 2.0
"""So long a line waits for the answer, and for those of what was asked within it."""
MOST_DEPTHS = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedHop:
    """What a line says of a hop: names and outcomes, nothing of headers, bodies or addresses."""

    id: int
    parent: int | None
    flow: str | None
    asker: str
    answerer: str
    operation: str
    began_at: float
    duration_ms: float | None
    status: int | None
    outcome: Outcome
    error: str | None
    faults: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether it was answered, or its connection broke."""
        return self.duration_ms is not None

    @classmethod
    def of(cls, hop: Hop) -> "LoggedHop":
        """Take it from a hop of this process."""
        return cls(
            id=hop.id,
            parent=hop.parent,
            flow=hop.flow,
            asker=hop.asker_name,
            answerer=hop.answerer_name,
            operation=hop.operation,
            began_at=hop.began_at,
            duration_ms=hop.duration_ms,
            status=hop.status,
            outcome=hop.outcome,
            error=hop.error,
            faults=hop.faults,
        )

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> "LoggedHop":
        """Take it from the JSON of a hop; raise MalformedError."""
        try:
            return cls(
                id=int(document["id"]),
                parent=None if document["parent"] is None else int(document["parent"]),
                flow=_text(document["flow"]),
                asker=str(document["asker_name"]),
                answerer=str(document["answerer_name"]),
                operation=str(document["operation"]),
                began_at=float(document["began_at"]),
                duration_ms=None if document["duration_ms"] is None else float(document["duration_ms"]),
                status=None if document["status"] is None else int(document["status"]),
                outcome=Outcome(document["outcome"]),
                error=_text(document["error"]),
                faults=tuple(str(fault) for fault in document["faults"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise MalformedError(f"not a hop: {type(error).__name__} {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A hop to be shown, `depth` hops deep within others."""

    hop: LoggedHop
    depth: int


class HopLog:
    """Take hops as they begin and end, and give lines when they are due.

    A hop that is not over in time is shown as open, and once more when it is over.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, LoggedHop] = {}
        self._shown_open: set[int] = set()
        self._depths: dict[int, int] = {}

    @property
    def open_ids(self) -> list[int]:
        """The hops that were taken and are not over."""
        return [hop.id for hop in self._waiting.values() if not hop.is_over]

    def take(self, hop: LoggedHop) -> None:
        """Take a hop; of the same id the last counts."""
        self._waiting[hop.id] = hop

    def drop(self, hop_id: int) -> None:
        """Leave out a hop of which nothing more will be known."""
        self._waiting.pop(hop_id, None)
        self._shown_open.discard(hop_id)

    def due(self, *, now: float) -> list[Line]:
        """Give what is to be shown at that time (epoch seconds)."""
        lines: list[Line] = []
        for tree in self._trees():
            root = tree[0].hop
            if all(line.hop.is_over for line in tree) or _is_late(root, now=now):
                lines += [line for line in tree if self._is_shown(line, now=now)]
        return lines

    def _trees(self) -> Iterator[list[Line]]:
        """Give each hop that waits for no other, with all that were asked within it."""
        inner: dict[int, list[LoggedHop]] = {}
        roots: list[LoggedHop] = []
        for number in sorted(self._waiting):
            hop = self._waiting[number]
            # A hop within a later one would be a circle, which no stack tells of.
            is_inner = hop.parent is not None and hop.parent < number and hop.parent in self._waiting
            (inner.setdefault(hop.parent or 0, []) if is_inner else roots).append(hop)
        for root in roots:
            yield list(_tree(Line(hop=root, depth=self._depth_below(root)), inner=inner))

    def _depth_below(self, hop: LoggedHop) -> int:
        return 0 if hop.parent is None else self._depths.get(hop.parent, -1) + 1

    def _is_shown(self, line: Line, *, now: float) -> bool:
        """Note that it is, and forget what is over; one that is open is shown once."""
        hop = line.hop
        if not hop.is_over and (hop.id in self._shown_open or not _is_late(hop, now=now)):
            return False
        self._depths[hop.id] = line.depth
        if len(self._depths) > MOST_DEPTHS:
            del self._depths[next(iter(self._depths))]
        if hop.is_over:
            self.drop(hop.id)
        else:
            self._shown_open.add(hop.id)
        return True


def _tree(line: Line, *, inner: Mapping[int, Sequence[LoggedHop]]) -> Iterator[Line]:
    yield line
    for hop in inner.get(line.hop.id, ()):
        yield from _tree(Line(hop=hop, depth=line.depth + 1), inner=inner)


def _is_late(hop: LoggedHop, *, now: float) -> bool:
    return now - hop.began_at >= PATIENCE_SECONDS


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
