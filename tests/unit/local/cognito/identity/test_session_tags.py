from typing import Any

import pytest

from isthmus.local.cognito.identity.session_tags import (
    CLAIM,
    SessionTagError,
    check_session_tags,
    read_session_tags,
    write_session_tags,
)


@pytest.mark.parametrize(
    "tags",
    [
        {"dept": "*"},
        {"dept": "a?"},
        {"dept": "${aws:username}"},
        {"dept": "a\nb"},
        {"dept": "x" * 257},
        {"": "a"},
        {"x" * 129: "a"},
        {"aws:dept": "a"},
        {"AWS:dept": "a"},
        {"de*pt": "a"},
        {"dept": "a", "Dept": "b"},
        {f"name-{number}": "x" for number in range(51)},
    ],
)
def test_refuses_tags_like(tags: dict[str, str]) -> None:
    with pytest.raises(SessionTagError):
        check_session_tags(tags)


@pytest.mark.parametrize(
    "claims",
    [
        {CLAIM: None},
        {CLAIM: []},
        {CLAIM: "dept=a"},
        {CLAIM: {"principal_tags": []}},
        {CLAIM: {"principal_tags": {"dept": []}}},
        {CLAIM: {"principal_tags": {"dept": ["a", "b"]}}},
        {CLAIM: {"principal_tags": {"dept": 7}}},
        {CLAIM: {"principal_tags": {"dept": [["a"]]}}},
        {CLAIM: {"principal_tags": {"dept": ["*"]}}},
        {CLAIM: {"principal_tags": {"dept": ["a"]}, "transitive_tag_keys": ["dept"]}},
        {f"{CLAIM}/principal_tags/dept": "a"},
    ],
)
def test_refuses_a_token_with_tags_like(claims: dict[str, Any]) -> None:
    with pytest.raises(SessionTagError):
        read_session_tags(claims)


@pytest.mark.parametrize("claims", [{}, {CLAIM: {}}, {CLAIM: {"principal_tags": {}}}, {"tags": {"a": "b"}}])
def test_a_token_may_have_no_tags(claims: dict[str, Any]) -> None:
    assert read_session_tags(claims) == {}


def test_reads_what_it_writes() -> None:
    tags = {"dept": "Straße 7", "mail": "a.b+c@example.com", "empty": ""}
    assert read_session_tags(write_session_tags(tags)) == tags
    assert write_session_tags({}) == {}
    assert read_session_tags({CLAIM: {"principal_tags": {"dept": "a"}}}) == {"dept": "a"}
