"""A secret shows only where `reveal()` is written."""

import copy
import json
import logging
import pickle

import pytest

from isthmus.secret import Secret

VALUE = "s3cr3t-välue"


@pytest.mark.parametrize("other", ["", "s3cr3t", VALUE + " ", VALUE.upper(), "\ud800", VALUE[:-1]])
def test_does_not_match_another_value(other: str) -> None:
    assert not Secret(VALUE).matches(other)


@pytest.mark.parametrize(
    "text",
    [
        str(Secret(VALUE)),
        repr(Secret(VALUE)),
        f"{Secret(VALUE)}",
        f"{Secret(VALUE)!r:>20}",
        "%s %r" % (Secret(VALUE), Secret(VALUE)),  # noqa: UP031  this way leaks, too, if any does
        repr([Secret(VALUE)]),
        repr({"key": Secret(VALUE)}),
        str(ValueError(Secret(VALUE))),
    ],
)
def test_does_not_show_in_text(text: str) -> None:
    assert VALUE not in text
    assert "***" in text


def test_does_not_show_in_a_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("a-test").warning("%s %r", Secret(VALUE), Secret(VALUE))
    assert VALUE not in caplog.text


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(VALUE), protocol=protocol)


def test_is_not_copied_by_way_of_pickling() -> None:
    with pytest.raises(TypeError):
        copy.copy(Secret(VALUE))


def test_is_not_written_as_json() -> None:
    with pytest.raises(TypeError):
        json.dumps({"key": Secret(VALUE)})


def test_has_no_dictionary_to_look_into() -> None:
    with pytest.raises(TypeError):
        vars(Secret(VALUE))


def test_is_not_equal_to_its_own_text() -> None:
    assert Secret(VALUE) != VALUE
    assert Secret(VALUE) != Secret("other")


def test_is_equal_by_value() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert len({Secret(VALUE), Secret(VALUE), Secret("other")}) == 2


def test_matches_and_reveals_its_value() -> None:
    assert Secret(VALUE).matches(VALUE)
    assert Secret(VALUE).reveal() == VALUE
    assert Secret("\ud800").matches("\ud800")
