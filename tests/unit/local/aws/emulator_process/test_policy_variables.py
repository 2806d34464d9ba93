from typing import Any

import pytest

from isthmus.local.aws.emulator_process.policy_variables import NoValueError, fill_in, has_variables

VALUES: dict[str, Any] = {
    "aws:PrincipalTag/dept": "sales",
    "org.example:sub": "*",
    "aws:userid": "a?b",
    "cognito-identity.amazonaws.com:amr": ["authenticated"],
}


@pytest.mark.parametrize(
    "text",
    [
        "table-of-${aws:PrincipalTag/team}",
        "table-of-${org.example:sub}",
        "table-of-${aws:userid}",
        "table-of-${cognito-identity.amazonaws.com:amr}",
        "table-of-${*}",
        "table-of-${?}",
        "table-of-${aws:PrincipalTag/team, '*'}",
        "${aws:PrincipalTag/dept}-${aws:PrincipalTag/team}",
    ],
)
def test_an_allow_matches_nothing_by_a_variable_without_a_plain_value(text: str) -> None:
    with pytest.raises(NoValueError):
        fill_in([text], find_value=VALUES.get, is_strict=True)


def test_a_deny_keeps_what_has_no_value() -> None:
    text = "table-of-${aws:PrincipalTag/team}"
    assert fill_in(text, find_value=VALUES.get, is_strict=False) == text


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("table", "table"),
        ("table-*", "table-*"),
        ("table-of-${aws:PrincipalTag/dept}/*", "table-of-sales/*"),
        ("${ aws:PrincipalTag/dept }", "sales"),
        ("${aws:PrincipalTag/team, 'all'}", "all"),
        ("${aws:PrincipalTag/dept,'all'}", "sales"),
        ("${$}{x}", "${x}"),
    ],
)
def test_variables_get_their_values(text: str, filled: str) -> None:
    document = {"StringEquals": {text: [text, 7]}}
    assert fill_in(document, find_value=VALUES.get, is_strict=True) == {"StringEquals": {text: [filled, 7]}}


@pytest.mark.parametrize("document", ["a", [], {}, 7, None, {"${a}": "b"}, ["a", {"b": ["c", 7]}]])
def test_most_policies_have_no_variables(document: Any) -> None:
    assert not has_variables(document)
    assert has_variables([document, {"x": ["${a}"]}])
