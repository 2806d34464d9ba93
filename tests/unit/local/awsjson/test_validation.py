from typing import Any

import pytest

from isthmus.local.awsjson import AwsError
from isthmus.local.awsjson.model import ServiceModel
from isthmus.local.awsjson.shaping import shape_output
from isthmus.local.awsjson.validation import verify_input

MODEL = ServiceModel(
    operations={},
    shapes={
        "Input": {
            "type": "structure",
            "members": {
                name: {"shape": name} for name in ("Blob", "Count", "Time", "Total", "Grid", "Names", "Words")
            },
        },
        "Blob": {"type": "blob", "max": 4},
        "Count": {"type": "integer"},
        "Time": {"type": "timestamp"},
        "Total": {"type": "long"},
        "Grid": {"type": "list", "member": {"shape": "Names"}},
        "Names": {"type": "map", "key": {"shape": "Word"}, "value": {"shape": "Word"}, "max": 1},
        "Words": {"type": "list", "member": {"shape": "Word"}, "max": 1},
        "Word": {"type": "string", "min": 1},
    },
    more_enum_values={},
    other_patterns={},
)


def _verify(unverified: Any) -> dict[str, Any]:
    return verify_input(MODEL, "Input", unverified, error_code="ValidationException")


@pytest.mark.parametrize(
    ("unverified", "message"),
    [
        ({"Blob": "no base64!"}, "Invalid Base64 text"),
        ({"Count": 2**31}, "NUMBER_VALUE can not be converted to an Integer"),
        ({"Count": -(2**31) - 1}, "NUMBER_VALUE can not be converted to an Integer"),
        ({"Time": 10**400}, "NUMBER_VALUE can not be converted to a Timestamp"),
        ({"Blob": 1}, "NUMBER_VALUE can not be converted to a Blob"),
        ({"Time": "today"}, "STRING_VALUE can not be converted to a Timestamp"),
        ({"Time": False}, "FALSE_VALUE can not be converted to a Timestamp"),
        ({"Names": []}, "Start of list found where not expected"),
        ({"Grid": [None]}, "NULL_VALUE found where not expected"),
        ({"Words": [1]}, "NUMBER_VALUE can not be converted to a String"),
    ],
)
def test_refuses_another_json_type(unverified: Any, message: str) -> None:
    with pytest.raises(AwsError) as refused:
        _verify(unverified)
    assert (refused.value.code, refused.value.message) == ("SerializationException", message)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Total", 2**63),
        ("Time", 10**400),
        ("Time", float("inf")),
        ("Time", float("-inf")),
    ],
)
def test_refuses_a_number_beyond_its_type(name: str, number: float) -> None:
    with pytest.raises(AwsError, match="NUMBER_VALUE can not be converted to") as refused:
        _verify({name: number})
    assert refused.value.code == "SerializationException"


@pytest.mark.parametrize(
    ("name", "number"),
    [("Count", 2**31 - 1), ("Count", -(2**31)), ("Total", 2**63 - 1), ("Time", 1_800_000_000)],
)
def test_takes_a_number_of_its_type(name: str, number: int) -> None:
    assert _verify({name: number}) == {name: number}


@pytest.mark.parametrize(
    ("unverified", "violation"),
    [
        ({"Blob": "AAAAAAA="}, "at 'blob' failed to satisfy constraint: Member must have length less than"),
        ({"Names": {"a": "b", "c": "d"}}, "Value '{a=b, c=d}' at 'names' failed"),
        ({"Names": {"a": ""}}, "Value '' at 'names.a.member' failed"),
        ({"Grid": [{}, {"a": ""}]}, "Value '' at 'grid.2.member.a.member' failed"),
        ({"Words": ["a", "b"]}, "Value '[a, b]' at 'words' failed"),
        (
            {"Words": [""]},
            "Value '[]' at 'words' failed to satisfy constraint: Member must satisfy constraint: [",
        ),
    ],
)
def test_names_the_place_of_a_broken_limit(unverified: Any, violation: str) -> None:
    with pytest.raises(AwsError) as refused:
        _verify(unverified)
    assert refused.value.code == "ValidationException"
    assert violation in refused.value.message


def test_decodes_what_is_encoded_and_takes_null_as_absent() -> None:
    unverified = {"Blob": "AAEC", "Time": 12, "Names": {"a": None}, "Words": None}
    assert _verify(unverified) == {"Blob": b"\x00\x01\x02", "Time": 12.0, "Names": {}}


def test_encodes_a_result() -> None:
    result = {"Blob": b"\x00\x01\x02", "Time": 12, "Grid": [{"a": "b"}], "Other": 1, "Words": None}
    assert shape_output(MODEL, "Input", result) == {"Blob": "AAEC", "Time": 12.0, "Grid": [{"a": "b"}]}
