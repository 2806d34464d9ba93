"""`examples/session_sso_client.mjs` in Node: what it tries again, and what never."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contract.javascript_clients import NODE_COMMAND
from unit.answering import WebServer, a_web_server
from unit.salesforce.fake_org import a_session_text
from unit.session_sso.test_client import KNOWN, QUESTION, TOKENS, a_refusal, asked_of

PROGRAM = Path(__file__).parents[2] / "flows" / "sign_in_with_session.mjs"
BUSY = a_refusal("TooManyRequestsException")


def sign_in(validator: WebServer, pool: WebServer, *, patience: int = 20_000) -> dict[str, Any]:
    settings = {
        "validatorUrl": f"{validator.url}/token-validator",
        "cognitoUrl": pool.url,
        "clientId": "1example23456789",
        "patience": patience,
    }
    ended = subprocess.run(
        [sys.executable, "-c", NODE_COMMAND, str(PROGRAM)],
        input=json.dumps({"sessionId": a_session_text(), "settings": settings}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert a_session_text() not in ended.stdout + ended.stderr
    return dict(json.loads(ended.stdout))


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((502, b"<html>"), "unavailable"),
        ((200, b'{"a": "' + b"x" * 300_000 + b'"}'), "unavailable"),
        (a_refusal("UserLambdaValidationException"), "unavailable"),
        (a_refusal("NotAuthorizedException"), "refused"),
        (a_refusal("InvalidParameterException"), "configuration"),
        (QUESTION, "refused"),
        ((200, b'{"AuthenticationResult": {"AccessToken": "a.c.c"}}'), "unavailable"),
    ],
)
def test_sends_no_second_answer_when_it_is_refused_or_lost(answer: tuple[int, bytes], code: str) -> None:
    with a_web_server(KNOWN) as validator, a_web_server(QUESTION, answer) as pool:
        assert sign_in(validator, pool)["error"]["code"] == code
        assert asked_of(pool) == ["InitiateAuth", "RespondToAuthChallenge"]


@pytest.mark.parametrize(
    "answer",
    [
        (200, b'{"username": "' + b"x" * 10_000_000 + b'"}'),
        (200, b"no JSON"),
        (200, b"[]"),
        (200, b"null"),
        (200, b'{"username": {}}'),
        (204, b""),
        (302, b""),
    ],
    ids=["10 MB", "text", "list", "null", "object", "nothing", "redirect"],
)
def test_signs_nobody_in_whom_the_validator_does_not_name(answer: tuple[int, bytes]) -> None:
    with a_web_server(answer) as validator, a_web_server(QUESTION) as pool:
        assert sign_in(validator, pool, patience=200)["error"]["code"] == "unavailable"
        assert pool.requests == []


def test_gives_up_on_a_validator_that_stays_busy() -> None:
    with a_web_server((429, b"<html>")) as validator, a_web_server(QUESTION) as pool:
        assert sign_in(validator, pool, patience=600)["error"]["code"] == "throttled"
        assert pool.requests == []


def test_answers_another_challenge_when_the_pool_is_too_busy_for_the_first() -> None:
    with (
        a_web_server((503, b"{}"), KNOWN) as validator,
        a_web_server(QUESTION, BUSY, QUESTION, TOKENS) as pool,
    ):
        assert sign_in(validator, pool)["value"]["accessToken"] == "a.c.c"
        assert asked_of(pool) == ["InitiateAuth", "RespondToAuthChallenge"] * 2
