"""An exchange as it was on the wire: who received what, and what was answered.

It is written on the path of every request, so it holds references and decides nothing: `hop.py` has what
people see, made of it when somebody looks. It holds secrets, and leaves this process only as a `Hop`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Headers: TypeAlias = list[tuple[bytes, bytes]]

KEPT_BODY_BYTES = 16 * 1024
"""What is kept of each body; the size is told whole."""


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
