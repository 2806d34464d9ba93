"""Asking the token validator."""

import pytest

from isthmus.errors import DeniedError, MalformedError, ThrottledError, UnavailableError
from isthmus.flows.session_sso.validator_client import ValidatorClient
from isthmus.salesforce.session_id import SessionId
from unit.flows.session_sso.fakes import USERNAME
from unit.salesforce.fake_org import a_session_text
from unit.salesforce.loopback import Answer, Asked, serving


def ask(answer: Answer) -> tuple[str, Asked]:
    with serving(lambda _: answer) as loopback:
        client = ValidatorClient(origin=loopback.origin, path="/token-validator")
        return client.get_username(SessionId.parse(a_session_text())), loopback.asked[0]


@pytest.mark.parametrize("status", [400, 401])
def test_denies_what_the_validator_refuses(status: int) -> None:
    with pytest.raises(DeniedError) as refused:
        ask(Answer(status=status, body=b'{"error": "invalid_token"}'))
    assert refused.value.rule == "validator"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=503),
        Answer(status=500),
        Answer(status=404),
        Answer(status=302, headers={"Location": "https://evil.example/"}),
        Answer(body=b"<html>"),
        Answer(body=b"{}"),
        Answer(body=b'{"username": 7}'),
    ],
)
def test_is_unavailable_without_a_usable_answer(answer: Answer) -> None:
    with pytest.raises(UnavailableError):
        ask(answer)


def test_posts_the_session_as_bearer_and_nowhere_else() -> None:
    username, asked = ask(Answer(body=f'{{"username": "{USERNAME}"}}'.encode()))
    assert username == USERNAME
    assert (asked.method, asked.path, asked.body) == ("POST", "/token-validator", b"")
    assert asked.headers["authorization"] == f"Bearer {a_session_text()}"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "Fri, 31 Dec 2027 23:59:59 GMT"}, 0),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "9" * 400}, 0),
        ({"Retry-After": "5"}, 5),
    ],
)
def test_says_how_long_a_busy_validator_wants_to_be_left_alone(
    status: int, headers: dict[str, str], seconds: float
) -> None:
    with pytest.raises(ThrottledError) as busy:
        ask(Answer(status=status, headers=headers))
    assert busy.value.retry_after_seconds == seconds


@pytest.mark.parametrize(
    "url",
    [
        "",
        "validator.example/token-validator",
        "http://validator.example/token-validator",
        "https://validator.example/?session=",
        "https://validator.example/?",
        "https://validator.example/#",
        "https://user:password@validator.example/",
        "https://[validator.example/",
        "ftp://validator.example/",
    ],
)
def test_takes_no_address_that_could_leak_a_session(url: str) -> None:
    with pytest.raises(MalformedError) as refused:
        ValidatorClient.parse(url)
    assert "password" not in str(refused.value)


def test_takes_plain_http_only_where_the_method_says_insecure() -> None:
    with serving(lambda _: Answer(body=f'{{"username": "{USERNAME}"}}'.encode())) as loopback:
        client = ValidatorClient.parse_insecure_http(f"{loopback.origin}/token-validator")
        assert client.get_username(SessionId.parse(a_session_text())) == USERNAME
        client.origin.close()
    assert [asked.path for asked in loopback.asked] == ["/token-validator"]
