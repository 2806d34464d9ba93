"""An exchange as it was on the wire: who received what, and what was answered.

It is written on the path of every request, so it holds references and decides nothing: `hop.py` has what
people see, made of it when somebody looks. It holds secrets, and leaves this process only as a `Hop`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeAlias, overload

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

KEPT_BODY_BYTES = 16 * 1024
"""What is kept of each body; the size is told whole."""


class PackedHeaders(Sequence[tuple[bytes, bytes]]):
    """Headers in one piece of memory, for many are kept and few are looked at.

    A header that is kept as it came is three small objects, which are far apart in memory after a while: to
    keep and to free thousands of them costs a request more than all the rest of its recording.
    """

    __slots__ = ("_packed",)

    def __init__(self, packed: bytes) -> None:
        self._packed = packed

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return len(self._packed)

    def __len__(self) -> int:
        return self._packed.count(b"\n") // 2 + 1

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        parts = self._packed.split(b"\n")
        return zip(parts[::2], parts[1::2], strict=True)

    @overload
    def __getitem__(self, index: int) -> tuple[bytes, bytes]: ...
    @overload
    def __getitem__(self, index: slice) -> Headers: ...
    def __getitem__(self, index: int | slice) -> tuple[bytes, bytes] | Headers:
        return list(self)[index]


def packed(headers: Headers) -> Headers:
    """Pack headers; those with a line break in them, which no server takes or sends, stay as they are."""
    joined = b"\n".join(chain.from_iterable(headers))
    is_plain = joined.count(b"\n") == 2 * len(headers) - 1
    return PackedHeaders(joined) if is_plain else headers


class Receiver(StrEnum):
    """Which system of the stack took the request."""

    AWS = "aws"
    SALESFORCE = "salesforce"
    API = "api"
    APP = "app"
    FUNCTION = "function"
    """A function run for a trigger: `method` is INVOKE, `target` its ARN, the bodies are its payloads."""
    OUTSIDE = "outside"
    """A host that is not of the stack, asked by one of its systems: `target` is the whole URL."""


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and, once it came, its answer. Mutable: the answer is filled in.

    `number` counts from 1 and never repeats in a stack's life. `trace_id` is None where the caller sent no
    W3C `traceparent` and is not one of our systems: then it is found by what the exchange shares with others.
    What such an exchange asks others for has its span id, twice, as the trace: `parent_span_id` leads to it.
    `began_at` is epoch seconds, by the machine's own clock; `seconds` is None while the answer is open, and
    so is `status`. `status` is 0 if the connection broke. `faults` names the faults injected into it.
    """

    number: int
    receiver: Receiver
    trace_id: str | None
    span_id: str
    parent_span_id: str | None
    began_at: float
    method: str
    target: str
    """Path and query as they were sent, undecoded."""
    request_headers: Headers
    request_body: bytes = b""
    request_size: int = 0
    seconds: float | None = None
    status: int | None = None
    response_headers: Headers
    response_body: bytes = b""
    response_size: int = 0
    faults: tuple[str, ...] = ()
    weight: int = 0
    """What the tracer counts for it in bytes, 0 once it has dropped it."""
