import warnings

import pytest

from isthmus.local.awsjson.model import read_model
from isthmus.local.awsjson.patterns import compile_pattern, is_match

USERNAME = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"


@pytest.mark.parametrize("value", ["", "a b", "a\tb", "a\u00a0b", "a\u2028b", "a\x00", "a\u200bb"])
def test_refuses_spaces_and_control_characters_in_a_username(value: str) -> None:
    assert not is_match(USERNAME, value)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (r"[\w-]+_[0-9a-zA-Z]+", "us-east-1"),
        (r"[\w-]+_[0-9a-zA-Z]+", "x us-east-1_abc"),
        (r"[\w-]+_[0-9a-zA-Z]+", "us-east-1_abc\n"),
        (r"[\w+]+", "é"),
        (r"[\S]+", "a b"),
    ],
)
def test_refuses_what_java_would_not_match_as_a_whole(pattern: str, value: str) -> None:
    assert not is_match(pattern, value)


@pytest.mark.parametrize("value", ["jane", "jané", "日本", "٣", "€", "a_b-c.d@e", "👍", "e\u0301"])
def test_takes_letters_marks_symbols_numbers_and_punctuation(value: str) -> None:
    assert is_match(USERNAME, value)


def test_compiles_every_pattern_of_both_services() -> None:
    for service in ("cognito-idp", "cognito-identity"):
        model = read_model(service, more_enum_values={}, other_patterns={})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for name in model.shapes:
                pattern = model.shape(name).pattern
                if pattern is not None:
                    compile_pattern(pattern)
