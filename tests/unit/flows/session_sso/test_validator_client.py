"""Asking the token validator."""

import pytest

from isthmus.errors import DeniedError, UnavailableError
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
