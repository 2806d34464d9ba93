import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.local.tracing.masking.cut_json import parse_cut_json

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize("text", ["", "sample", '"half a text', "12", '{"a"'[:0]])
def test_nothing_whole_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_cut_json(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"a": 1, "b": "hal', {"a": 1}),
        ('{"a": 1, "b": 12', {"a": 1}),
        ('{"a": {"b": [1, 2, "x', {"a": {"b": [1, 2]}}),
        ('{"a": "},{", "b": "}', {"a": "},{"}),
        ('{"a": "\\"", "b": "\\', {"a": '"'}),
        ('{"a": "b"', {}),
        ('[{"a": 1}, {"password": "Sam', [{"a": 1}, {}]),
    ],
)
def test_gives_what_is_whole(text: str, whole: object) -> None:
    assert parse_cut_json(text) == whole


@given(st.lists(DOCUMENTS, min_size=1, max_size=4), st.data())
def test_a_cut_document_is_never_more_than_the_whole(document: list[object], data: st.DataObject) -> None:
    text = json.dumps(document)
    end = data.draw(st.integers(min_value=1, max_value=len(text)))
    found = parse_cut_json(text[:end])
    assert isinstance(found, list)
    assert len(found) <= len(document)
