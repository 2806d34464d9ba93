"""A story told to whoever looks: its hops as steps, published as they begin and as they end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from isthmus.clock import Clock
from isthmus.local.demo.concealing import Concealing
from isthmus.local.demo.telling import failure, words_of


class State(StrEnum):
    """How a step, or a run, goes."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hop of a story. `began_at` is epoch seconds; `duration_ms` is None while it runs."""

    number: int
    title: str
    began_at: float
    state: State = State.RUNNING
    details: tuple[tuple[str, str], ...] = ()
    duration_ms: float | None = None

    def to_document(self) -> dict[str, Any]:
        """Give what JSON has of it."""
        return {
            "number": self.number,
            "title": self.title,
            "state": self.state.value,
            "details": [list(detail) for detail in self.details],
            "began_at": self.began_at,
            "duration_ms": self.duration_ms,
        }


class Recorder:
    """Hear a story, in the thread where it is told. Implements the port `isthmus.local.demo.telling.Teller`.

    `publish` is given each step twice; `check` is asked before each and raises to end the story.
    """

    def __init__(
        self,
        *,
        flow: str,
        clock: Clock,
        concealing: Concealing,
        publish: Callable[[Step], None],
        check: Callable[[], None],
    ) -> None:
        self._flow = flow
        self._clock = clock
        self._concealing = concealing
        self._publish = publish
        self._check = check
        self._number = 0
        self._details: list[tuple[str, str]] = []

    @contextmanager
    def hop(self, title: str) -> Iterator[None]:
        """Number a hop; whatever goes wrong inside names it, and is its last detail."""
        self._number += 1
        self._details = []
        step = Step(number=self._number, title=title, began_at=self._clock.now())
        self._publish(step)
        try:
            self._check()
            yield
        except Exception as error:
            self.tell("error", words_of(error))
            self._end(step, state=State.FAILED)
            raise failure(error, flow=self._flow, number=self._number, title=title) from error
        self._end(step, state=State.PASSED)

    def tell(self, name: str, value: object) -> None:
        """Add a detail to the hop."""
        self._details.append((name.strip(), self._concealing.mask(str(value))))

    def _end(self, step: Step, *, state: State) -> None:
        duration_ms = max(0.0, (self._clock.now() - step.began_at) * 1000)
        self._publish(replace(step, state=state, details=tuple(self._details), duration_ms=duration_ms))
