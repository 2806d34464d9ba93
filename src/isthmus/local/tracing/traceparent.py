"""The header `traceparent` of W3C Trace Context (Recommendation of 2021-11-23): read strictly, and written.

What is malformed is as if it were absent, as section 3.2.2.3 asks for: a trace is never joined by guessing.
`tracestate` is neither read nor passed on.
"""

import re
from dataclasses import dataclass

from isthmus.errors import MalformedError
from isthmus.local.tracing.exchange import Headers

NAME = b"traceparent"
# Section 3.2.2: lower case only; 00 is the version that this is written in, ff is no version.
_FORM = re.compile(rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.DOTALL)
_VERSION, _NO_VERSION = b"00", b"ff"
_BLANKS = b" \t"  # RFC 9110 section 5.5: no part of a value
_NO_TRACE, _NO_SPAN = b"0" * 32, b"0" * 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceParent:
    """Which trace a request belongs to, and the span within which it was made; lower-case hexadecimal."""

    trace_id: str
    span_id: str

    def to_header(self) -> str:
        """Write the header's value; the trace is said to be sampled, for it is recorded."""
        return f"00-{self.trace_id}-{self.span_id}-01"


def find_traceparent(headers: Headers) -> TraceParent | None:
    """Find what a request says of its trace; None if it says nothing, or nothing well-formed, or it twice.

    Header names are in lower case, as ASGI has them.
    """
    told: bytes | None = None
    for name, value in headers:
        if name == NAME:
            if told is not None:
                return None
            told = value
    if told is None:
        return None
    try:
        return parse_traceparent(told.strip(_BLANKS))
    except MalformedError:
        return None


def parse_traceparent(value: bytes) -> TraceParent:
    """Parse the header's value or raise MalformedError. Later versions are read as section 3.2.4 asks for."""
    form = _FORM.fullmatch(value)
    if form is None:
        raise MalformedError("traceparent is not of the form version-trace-parent-flags")
    version, trace_id, span_id, _, more = form.groups()
    if version == _NO_VERSION:
        raise MalformedError("ff is no version of traceparent")
    if version == _VERSION and more is not None:
        raise MalformedError("traceparent goes on after its flags, which version 00 does not")
    if trace_id == _NO_TRACE or span_id == _NO_SPAN:
        raise MalformedError("traceparent names no trace or no parent: it is all zeros")
    return TraceParent(trace_id=trace_id.decode(), span_id=span_id.decode())
