"""The token validator as HTTP."""

import json
from collections.abc import Callable

import pytest

from isthmus.errors import ConfigurationError, DeniedError, MalformedError, UnavailableError
from isthmus.flows.session_sso.validation import (
    HttpAnswer,
    ValidationRequest,
    answer_failure,
    answer_request,
)
from isthmus.secret import Secret
from unit.flows.session_sso.fakes import USERNAME
from unit.salesforce.fake_org import a_session_text

BEARER = f"Bearer {a_session_text()}"


def never(_: Secret) -> str:
    raise AssertionError("nobody may be asked")


def failing(error: Exception) -> Callable[[Secret], str]:
    def sign_up(_: Secret) -> str:
        raise error

    return sign_up


def ask(
    *authorization: str, method: str = "POST", query: str = "", sign_up: Callable[[Secret], str] = never
) -> HttpAnswer:
    return answer_request(
        ValidationRequest(method=method, query=query, authorization=authorization), sign_up=sign_up
    )


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post", ""])
def test_takes_post_only(method: str) -> None:
    answer = ask(BEARER, method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("query", [f"session_id={a_session_text()}", "a=b", "x"])
def test_refuses_anything_in_the_query_even_beside_a_bearer(query: str) -> None:
    for authorization in ([BEARER], []):
        answer = ask(*authorization, query=query)
        assert (answer.status, json.loads(answer.body)) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    "authorization", [[], [""], ["Basic dXNlcjpwYXNz"], [a_session_text()], ["Bearerx abc"], ["Token abc"]]
)
def test_asks_for_a_bearer_where_there_is_none_and_names_no_error(authorization: list[str]) -> None:
    answer = ask(*authorization)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="token-validator"'


@pytest.mark.parametrize(
    "authorization",
    [
        ["Bearer"],
        ["Bearer "],
        ["Bearer a b"],
        ["Bearer a,b"],
        [f"{BEARER}, {BEARER}"],
        [f"{BEARER},{BEARER}"],
        [BEARER, BEARER],
        ["Basic dXNlcjpwYXNz", BEARER],
        [f"Bearer {'x' * 4097}"],
        ["Bearer a\tb"],
        [f"{BEARER}\n"],
        ["Bearer ż"],
    ],
    ids=lambda values: str(values)[:40],
)
def test_refuses_what_is_not_one_bearer(authorization: list[str]) -> None:
    answer = ask(*authorization)
    assert (answer.status, json.loads(answer.body)) == (400, {"error": "invalid_request"})
    assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]


DENIALS = [
    DeniedError("not one of ours", rule="trusted_org"),
    DeniedError("Bad_OAuth_Token", rule="session_is_live"),
    DeniedError("disabled", rule="user_enabled"),
    MalformedError("not a Salesforce session id"),
]


def test_every_denial_looks_the_same_from_outside() -> None:
    answers = {ask(BEARER, sign_up=failing(error))[0:3:2] for error in DENIALS}
    assert answers == {(401, '{"error": "invalid_token"}')}


@pytest.mark.parametrize("error", DENIALS, ids=str)
def test_the_log_is_told_which_denial_it_was(error: DeniedError | MalformedError) -> None:
    answer = ask(BEARER, sign_up=failing(error))
    assert (answer.code, answer.reason) == (error.code, str(error))
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="token-validator", error="invalid_token"'


def test_says_come_back_later_when_nobody_can_tell() -> None:
    answer = ask(BEARER, sign_up=failing(UnavailableError("the org answered 503")))
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "unavailable", "5")
    assert "org" not in answer.body


def test_a_fault_of_ours_is_not_turned_into_an_answer_here() -> None:
    with pytest.raises(ConfigurationError):
        ask(BEARER, sign_up=failing(ConfigurationError("set something")))


def test_no_answer_is_kept_in_a_cache_nor_shows_the_session() -> None:
    answers = [
        ask(),
        ask(BEARER, query="a"),
        ask(BEARER, method="GET"),
        ask(BEARER, sign_up=failing(DENIALS[0])),
        ask(BEARER, sign_up=failing(UnavailableError("x"))),
        ask(BEARER, sign_up=lambda _: USERNAME),
        answer_failure(),
    ]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert not any(a_session_text() in repr(answer) for answer in answers)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_answers_with_the_username(scheme: str) -> None:
    seen = []

    def sign_up(unverified_session_id: Secret) -> str:
        seen.append(unverified_session_id.reveal())
        return USERNAME

    answer = ask(f"{scheme} {a_session_text()}", sign_up=sign_up)
    assert (answer.status, json.loads(answer.body)) == (200, {"username": USERNAME})
    assert answer.headers["Content-Type"] == "application/json"
    assert seen == [a_session_text()]


def test_a_failure_tells_nothing() -> None:
    assert (answer_failure().status, answer_failure().body) == (500, '{"error": "server_error"}')
