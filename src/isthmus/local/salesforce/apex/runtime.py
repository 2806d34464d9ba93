"""What running Apex stands on: frames, the run they belong to, and the org behind a port."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from isthmus.local.salesforce.apex.debug_log import DebugLog
from isthmus.local.salesforce.apex.errors import ThrownError
from isthmus.local.salesforce.apex.governor import MAX_HEAP, Governor
from isthmus.local.salesforce.apex.types import Type
from isthmus.local.salesforce.apex.values import HttpRequest, HttpResponse, Record, text_of


class Host(Protocol):
    """The org, as the running user may use it. Each method raises ThrownError for what is refused."""

    async def query(self, text: str, *, binds: Mapping[str, Any], type_: Type) -> Sequence[Record]:
        """Run a query, in which `:name` stands for a value of `binds`."""
        ...

    def change(self, operation: str, records: Sequence[Record]) -> None:
        """Insert, update or delete records, all or none; an inserted one gets its Id."""
        ...

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Make a callout."""
        ...

    def user_info(self, name: str) -> str | None:
        """Give one of System.UserInfo's texts, such as `UserName`."""
        ...


@dataclass(slots=True, kw_only=True)
class Run:
    """One execution."""

    host: Host
    governor: Governor
    log: DebugLog
    begin: Callable[[], None]
    statics: dict[int, Any] = field(default_factory=dict)
    ready: set[str] = field(default_factory=set)

    def text_of(self, value: object) -> str:
        """Write a value as text, and count it."""
        text = value if isinstance(value, str) else text_of(value, limit=MAX_HEAP + 1)
        self.governor.allocate(len(text))
        return text

    def write_callout(self, text: str, *, line: int, event: str) -> None:
        """Log a callout's request or response."""
        self.log.write(f"{event}|[{line}]|{text}", category="CALLOUT", level="INFO")


@dataclass(slots=True, kw_only=True)
class Frame:
    """One call: its variables, and where it is."""

    run: Run
    place: str
    line: int = 1
    caller: "Frame | None" = None
    values: dict[int, Any] = field(default_factory=dict)

    def stack(self) -> str:
        """Give the stack trace, the innermost call first."""
        lines, frame = [], self
        while True:
            lines.append(f"{frame.place}: line {frame.line}, column 1")
            if frame.caller is None:
                return "\n".join(lines)
            frame = frame.caller

    def note(self, error: ThrownError) -> None:
        """Write into an exception where it was thrown, once."""
        exception = error.exception
        if not exception.stack:
            exception.line, exception.stack = self.line, self.stack()
            self.run.log.write(f"EXCEPTION_THROWN|[{self.line}]|{exception}", level="INFO")


@dataclass(frozen=True, slots=True)
class Return:
    """A `return` on its way out of its method."""

    value: Any


class Jump:
    """A `break` or `continue` on its way to its loop."""


BREAK, CONTINUE = Jump(), Jump()
Signal: TypeAlias = Return | Jump | None
Evaluate: TypeAlias = Callable[[Frame], Awaitable[Any]]
Store: TypeAlias = Callable[[Frame, Any], Awaitable[None]]
Execute: TypeAlias = Callable[[Frame], Awaitable[Signal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A compiled expression: its static type, how to get its value and, if it can be assigned to, set it."""

    type: Type
    run: Evaluate
    store: Store | None = None
    may_stand_alone: bool = False
