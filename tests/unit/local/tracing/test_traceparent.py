import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.errors import MalformedError
from isthmus.local.tracing.traceparent import TraceParent, find_traceparent, parse_traceparent
from unit.local.tracing.recorded import SPAN, TRACE, TRACEPARENT


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"00",
        TRACEPARENT.upper(),
        TRACEPARENT[:-1],
        TRACEPARENT + b"0",
        TRACEPARENT + b"-",
        TRACEPARENT + b"-more",
        TRACEPARENT + b"\n",
        b" " + TRACEPARENT,
        TRACEPARENT.replace(b"-", b"_"),
        TRACEPARENT.replace(b"4bf9", b"4bg9"),
        TRACEPARENT.replace(b"00f0", b"00F0"),
        b"0-" + TRACEPARENT[3:],
        b"ff-" + TRACEPARENT[3:],
        b"FF-" + TRACEPARENT[3:],
        b"01-" + TRACEPARENT[3:] + b".more",
        f"00-{'0' * 32}-{SPAN}-01".encode(),
        f"00-{TRACE}-{'0' * 16}-01".encode(),
        f"00-{TRACE}-{SPAN}-1".encode(),
        f"00-{TRACE}-{SPAN}-0x".encode(),
        f"00-{TRACE}-{SPAN}".encode(),
        f"00-{TRACE[:-1]}-{SPAN}0-01".encode(),
        "00-٤bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".encode(),
    ],
)
def test_refuses_what_the_recommendation_does_not_allow(value: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_traceparent(value)


@given(st.binary(max_size=70))
def test_refuses_or_reads_any_bytes_without_another_error(value: bytes) -> None:
    find_traceparent([(b"traceparent", value)])


def test_a_trace_that_is_told_twice_is_none() -> None:
    assert find_traceparent([(b"traceparent", TRACEPARENT), (b"traceparent", TRACEPARENT)]) is None


def test_another_header_is_no_traceparent() -> None:
    assert find_traceparent([(b"tracestate", TRACEPARENT), (b"x-traceparent", TRACEPARENT)]) is None


@pytest.mark.parametrize("flags", [b"00", b"01", b"ff"])
def test_reads_trace_and_span_whatever_the_flags_are(flags: bytes) -> None:
    assert parse_traceparent(TRACEPARENT[:-2] + flags) == TraceParent(trace_id=TRACE, span_id=SPAN)


@pytest.mark.parametrize("more", [b"", b"-", b"-what comes later"])
def test_reads_a_later_version_as_far_as_it_is_known(more: bytes) -> None:
    assert parse_traceparent(b"cc-" + TRACEPARENT[3:] + more) == TraceParent(trace_id=TRACE, span_id=SPAN)


def test_finds_it_among_headers_without_the_blanks_around_it() -> None:
    found = find_traceparent([(b"host", b"localhost"), (b"traceparent", b" " + TRACEPARENT + b"\t")])
    assert found == TraceParent(trace_id=TRACE, span_id=SPAN)


def test_writes_what_it_reads() -> None:
    assert parse_traceparent(TRACEPARENT).to_header().encode() == TRACEPARENT
