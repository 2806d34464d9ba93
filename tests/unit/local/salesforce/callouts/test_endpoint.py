from typing import Any

import pytest

from unit.local.salesforce.orgs import DENIED, OrgUnderTest

PATH = "/_local/callouts"


def wanted(**changes: Any) -> dict[str, Any]:
    request = {
        "username": "bea@isthmus.example",
        "named_credential": "AWS_API_Access",
        "method": "GET",
        "path": "/test",
    }
    return request | changes


def test_refuses_without_a_session(made: OrgUnderTest) -> None:
    assert made.call("POST", PATH, json=wanted()).status_code == 401


def test_refuses_who_is_no_administrator(made: OrgUnderTest) -> None:
    answer = made.call("POST", PATH, session=made.org.create_session(made.user_id), json=wanted())
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (403, "INSUFFICIENT_ACCESS")


@pytest.mark.parametrize(
    "changes",
    [{"method": None}, {"headers": {"a": 1}}, {"headers": []}, {"body": {}}, {"extra": 1}, {"username": 7}],
)
def test_refuses_a_request_of_another_form(made: OrgUnderTest, changes: dict[str, Any]) -> None:
    answer = made.call("POST", PATH, as_admin=True, json=wanted(**changes))
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "INVALID_API_INPUT")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"null", b"7"])
def test_refuses_what_is_no_json_object(made: OrgUnderTest, content: bytes) -> None:
    answer = made.call("POST", PATH, as_admin=True, content=content)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "JSON_PARSER_ERROR")


def test_refuses_an_unknown_user(made: OrgUnderTest) -> None:
    answer = made.call("POST", PATH, as_admin=True, json=wanted(username="nobody@isthmus.example"))
    assert answer.status_code == 404


def test_takes_post_only(made: OrgUnderTest) -> None:
    answer = made.call("GET", PATH, as_admin=True)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_tells_what_apex_would_have_caught(made: OrgUnderTest) -> None:
    answer = made.call("POST", PATH, as_admin=True, json=wanted())
    assert answer.status_code == 400
    assert answer.json() == {"exception": "System.CalloutException", "message": DENIED}


def test_gives_the_apis_answer(made: OrgUnderTest) -> None:
    made.configure_principal()
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    body = made.call("POST", PATH, as_admin=True, json=wanted(headers={"X": "y"}, body=None)).json()
    assert (body["status_code"], body["body"]) == (200, '{"success":true}')
    assert body["headers"]["content-type"] == "application/json"
