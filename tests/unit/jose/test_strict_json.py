"""JSON with one meaning or none."""

import json

import pytest

from isthmus.errors import MalformedError
from isthmus.jose.strict_json import parse_object

NO_OBJECTS = [
    b"",
    b" ",
    b"null",
    b"[]",
    b'"text"',
    b"1",
    b"{",
    b"{}{}",
    b"{}\x00",
    b"{'a': 1}",
    b'{"a": 1,}',
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 01}',
    b'{"a": "\x01"}',
    b'{"a": "\xff"}',
    b'\xef\xbb\xbf{"a": 1}',
    '{"a": 1}'.encode("utf-16"),
    '{"a": 1}'.encode("utf-32-le"),
    b'{"a": ' + b"9" * 5000 + b"}",
    b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
]


@pytest.mark.parametrize("text", NO_OBJECTS, ids=range(len(NO_OBJECTS)))
def test_refuses_what_is_no_json_object(text: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_object(text)


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": 1, "a": 1}',
        b'{"a": 1, "b": 2, "a": 3}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": {"b": 1, "b": 2}}',
        b'{"a": [{"b": 1, "b": 2}]}',
    ],
)
def test_refuses_a_name_that_stands_twice(text: bytes) -> None:
    assert json.loads(text), "another parser takes it"
    with pytest.raises(MalformedError, match="twice"):
        parse_object(text)


def test_does_not_quote_what_it_refuses() -> None:
    with pytest.raises(MalformedError) as caught:
        parse_object(b'{"password": "hunter2" hunter2')
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_reads_an_object() -> None:
    assert parse_object(b' {"a": [1, 2.5, true, null, "\xc3\xa4"], "b": {"a": {}}} ') == {
        "a": [1, 2.5, True, None, "ä"],
        "b": {"a": {}},
    }
