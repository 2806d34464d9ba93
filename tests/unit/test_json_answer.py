"""Answers of parties, read field by field."""

import pytest

from isthmus.errors import UnavailableError
from isthmus.json_answer import JsonAnswer

ANSWER = JsonAnswer.parse(
    b'{"text": "a", "empty": "", "number": 1.5, "flag": true, "none": null,'
    b' "object": {"b": "c"}, "huge": 1e400}',
    source="the party",
)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff{}", b'{"a": NaN}', b'{"a": 1, "a": 2}', b"[" * 9999]
)
def test_refuses_a_body_that_is_no_json_object(body: bytes) -> None:
    with pytest.raises(UnavailableError, match="the party"):
        JsonAnswer.parse(body, source="the party")


@pytest.mark.parametrize("name", ["absent", "none", "empty", "number", "flag", "object"])
def test_refuses_what_is_no_text(name: str) -> None:
    with pytest.raises(UnavailableError, match=name):
        ANSWER.get_text(name)


@pytest.mark.parametrize("name", ["number", "flag", "object"])
def test_refuses_what_may_be_absent_but_is_no_text(name: str) -> None:
    with pytest.raises(UnavailableError, match=name):
        ANSWER.find_text(name)


@pytest.mark.parametrize("name", ["absent", "none", "text", "flag", "object", "huge"])
def test_refuses_what_is_no_number(name: str) -> None:
    with pytest.raises(UnavailableError, match=name):
        ANSWER.get_number(name)


@pytest.mark.parametrize("name", ["absent", "none", "text", "number"])
def test_refuses_what_is_no_object(name: str) -> None:
    with pytest.raises(UnavailableError, match=name):
        ANSWER.get_object(name)


def test_refuses_texts_among_which_one_is_none() -> None:
    with pytest.raises(UnavailableError, match="number"):
        ANSWER.get_texts()


@pytest.mark.parametrize("name", ["absent", "none", "text", "number", "object"])
def test_only_true_is_true(name: str) -> None:
    assert not ANSWER.is_true(name)


def test_reads_each_type() -> None:
    assert ANSWER.get_text("text") == "a"
    assert ANSWER.find_text("empty") == ""
    assert ANSWER.find_text("absent") is None
    assert ANSWER.get_number("number") == 1.5
    assert ANSWER.is_true("flag")
    assert ANSWER.get_object("object").get_texts() == {"b": "c"}
    assert ANSWER.find_object("none") is None
