import pytest

from isthmus.errors import MalformedError
from isthmus.local.salesforce.wire import parse_form, parse_json


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
