import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from isthmus.errors import MalformedError
from isthmus.local.salesforce.wire import BODY_LIMIT, BodyTooLargeError, parse_form, parse_json, read_body


def read(content: bytes, *, declared: str | None) -> bytes:
    """Read a request whose sender keeps the line open: asking for more than `content` never ends well."""
    sent = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive() -> Any:
        return sent.pop()

    headers = [] if declared is None else [(b"content-length", declared.encode("latin-1"))]
    return asyncio.run(read_body(Request({"type": "http", "headers": headers}, receive)))


def test_refuses_a_body_by_its_declared_length_before_it_is_sent() -> None:
    with pytest.raises(BodyTooLargeError):
        read(b"", declared=str(BODY_LIMIT + 1))


@pytest.mark.parametrize("declared", [None, "1", "x", "", "\u00b2"])
def test_refuses_a_body_that_is_too_large_whatever_it_declares(declared: str | None) -> None:
    with pytest.raises(BodyTooLargeError):
        read(b"x" * (BODY_LIMIT + 1), declared=declared)


def test_reads_a_body_up_to_the_limit() -> None:
    assert len(read(b"x" * BODY_LIMIT, declared=str(BODY_LIMIT))) == BODY_LIMIT


@pytest.mark.parametrize(
    "text", [b"a=1&a=2", b"a=%FF", "a=é".encode(), b"&".join(b"f%d=1" % number for number in range(101))]
)
def test_refuses_a_form(text: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_form(text)


def test_a_form_keeps_empty_values() -> None:
    assert parse_form(b"a=&b=x%20y+z") == {"a": "", "b": "x y z"}


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b'{"a":1,"a":2}', b"NaN", b"\xff", b'"\\ud800"', b"[" * 100_000, b"1" * 5_000],
)
def test_refuses_json(text: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_json(text)


def test_json_is_read() -> None:
    assert parse_json('{"a": ["é", 1, null]}'.encode()) == {"a": ["é", 1, None]}
