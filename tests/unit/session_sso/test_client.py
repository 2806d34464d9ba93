"""The client against servers that play the validator and the pool."""

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, DeniedError, MalformedError, ThrottledError, UnavailableError
from isthmus.origin import Origin
from isthmus.secret import Secret
from isthmus.session_sso import (
    ClientSecret,
    SessionClient,
    SessionId,
    UserPoolTokens,
    ValidatorClient,
    session_client,
)
from unit.answering import WebServer, a_web_server
from unit.flows.session_sso.fakes import USERNAME, FakeSignIns
from unit.salesforce.fake_org import a_session_text

SESSION = SessionId.parse(a_session_text())
KNOWN = (200, json.dumps({"username": USERNAME}).encode())
QUESTION = (
    200,
    json.dumps(
        {
            "ChallengeName": "CUSTOM_CHALLENGE",
            "Session": "sample-session-of-the-pool",
            "ChallengeParameters": {"USERNAME": USERNAME, "challenge": "SALESFORCE_SESSION"},
        }
    ).encode(),
)
TOKENS = (
    200,
    json.dumps(
        {"AuthenticationResult": {"AccessToken": "a.c.c", "IdToken": "i.d.t", "ExpiresIn": 3600}}
    ).encode(),
)


def a_refusal(code: str) -> tuple[int, bytes]:
    return 400, json.dumps({"__type": code, "message": a_session_text()}).encode()


@contextmanager
def a_client(
    validator: WebServer,
    pool: WebServer,
    *,
    client_secret: ClientSecret | None = None,
    patience_seconds: float = 20,
) -> Iterator[SessionClient]:
    with session_client(
        ValidatorClient.parse_insecure_http(f"{validator.url}/token-validator"),
        region="us-east-1",
        client_id="1example23456789",
        client_secret=client_secret,
        endpoint=Origin.parse_insecure_http(pool.url),
        patience_seconds=patience_seconds,
    ) as client:
        yield client


def sign_in(validator: WebServer, pool: WebServer, *, patience_seconds: float = 20) -> UserPoolTokens:
    with a_client(validator, pool, patience_seconds=patience_seconds) as client:
        return client.sign_in(SESSION)


def asked_of(pool: WebServer) -> list[str]:
    return [request.headers["x-amz-target"].partition(".")[2] for request in pool.requests]


@pytest.mark.parametrize("validator", ["", "http://validator.example/", "https://validator.example/?id="])
def test_asks_no_validator_that_could_leak_a_session(validator: str) -> None:
    with pytest.raises(MalformedError):
        session_client(validator, region="us-east-1", client_id="client", client_secret=None)


def test_asks_no_region_that_is_none() -> None:
    with pytest.raises(ConfigurationError):
        session_client("https://example.com/", region="evil.example", client_id="c", client_secret=None)


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_has_no_client_without_patience(seconds: float) -> None:
    with pytest.raises(ConfigurationError):
        session_client(
            "https://example.com/",
            region="us-east-1",
            client_id="c",
            client_secret=None,
            patience_seconds=seconds,
        )


def test_a_refused_session_is_denied_and_reaches_no_pool() -> None:
    with a_web_server((401, b"{}")) as validator, a_web_server(QUESTION) as pool:
        with pytest.raises(DeniedError) as refused:
            sign_in(validator, pool)
        assert (refused.value.rule, len(validator.requests), pool.requests) == ("validator", 1, [])


def test_a_lost_answer_is_not_sent_again() -> None:
    with a_web_server(KNOWN) as validator, a_web_server(QUESTION, (502, b"<html>")) as pool:
        with pytest.raises(UnavailableError):
            sign_in(validator, pool)
        assert asked_of(pool) == ["InitiateAuth", "RespondToAuthChallenge"]


def test_a_pool_that_stays_busy_is_throttled_and_no_challenge_is_answered_twice() -> None:
    busy = a_refusal("TooManyRequestsException")
    with a_web_server(KNOWN) as validator, a_web_server(QUESTION, busy) as pool:
        with pytest.raises(ThrottledError):
            sign_in(validator, pool, patience_seconds=0.6)
        assert asked_of(pool).count("RespondToAuthChallenge") == 1


def test_no_secret_is_told_by_errors_logs_or_tokens(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="isthmus")
    refusal = a_refusal("NotAuthorizedException")
    with (
        a_web_server(KNOWN) as validator,
        a_web_server(QUESTION, refusal) as pool,
        pytest.raises(DeniedError) as refused,
    ):
        sign_in(validator, pool)
    with (
        a_web_server((503, b""), KNOWN) as validator,
        a_web_server(QUESTION, TOKENS) as pool,
    ):
        tokens = sign_in(validator, pool)
    told = repr(refused.value) + str(refused.value) + caplog.text + repr(tokens)
    assert "tries again" in caplog.text
    assert not any(secret in told for secret in (a_session_text(), "a.c.c", "i.d.t", "sample-session"))


def test_the_session_goes_into_one_header_and_one_answer_and_into_no_url() -> None:
    with a_web_server(KNOWN) as validator, a_web_server(QUESTION, TOKENS) as pool:
        tokens = sign_in(validator, pool)
    (asked,), (begun, answered) = validator.requests, pool.requests
    assert asked.headers["authorization"] == f"Bearer {a_session_text()}"
    assert a_session_text().encode() not in asked.body + begun.body
    assert json.loads(answered.body)["ChallengeResponses"]["ANSWER"] == a_session_text()
    assert {request.path for request in (asked, begun, answered)} == {"/token-validator", "/"}
    assert (tokens.username, tokens.access_token, tokens.refresh_token) == (USERNAME, Secret("a.c.c"), None)


def test_reads_the_secret_of_the_client_for_every_sign_in() -> None:
    secrets = iter(["first", "second"])
    with (
        a_web_server(KNOWN) as validator,
        a_web_server(QUESTION, TOKENS, QUESTION, TOKENS) as pool,
        a_client(validator, pool, client_secret=lambda: Secret(next(secrets))) as client,
    ):
        client.sign_in(SESSION)
        client.sign_in(SESSION)
    first, _, second, _ = (json.loads(request.body) for request in pool.requests)
    assert first["AuthParameters"]["SECRET_HASH"] != second["AuthParameters"]["SECRET_HASH"]


def test_signs_in_without_blocking_the_event_loop() -> None:
    async def sign_in_while_the_loop_runs(client: SessionClient, validator: WebServer) -> str:
        task = asyncio.create_task(client.sign_in_async(SESSION))
        await asyncio.sleep(0)
        validator.may_answer.set()
        return (await task).username

    with (
        a_web_server(KNOWN) as validator,
        a_web_server(QUESTION, TOKENS) as pool,
        a_client(validator, pool) as client,
    ):
        validator.may_answer.clear()
        assert asyncio.run(sign_in_while_the_loop_runs(client, validator)) == USERNAME


@dataclass(slots=True)
class HeldValidator:
    """Answers when it is let."""

    reached: threading.Event = field(default_factory=threading.Event)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def get_username(self, _: SessionId) -> str:
        self.reached.set()
        self.may_answer.wait(10)
        return USERNAME


def test_a_cancelled_sign_in_makes_no_further_call() -> None:
    validator, sign_ins = HeldValidator(), FakeSignIns()
    client = SessionClient(validator=validator, sign_ins=lambda: sign_ins, patience_seconds=20)

    async def cancel() -> None:
        task = asyncio.create_task(client.sign_in_async(SESSION))
        await asyncio.to_thread(validator.reached.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        validator.may_answer.set()

    asyncio.run(cancel())  # waits for its threads
    assert sign_ins.begun == []


def test_refuses_a_secret_that_would_show_in_a_log() -> None:
    secret: Any = "sample-secret"
    with pytest.raises(ConfigurationError, match="client_secret is None, a Secret") as refused:
        session_client("https://example.com/", region="us-east-1", client_id="c", client_secret=secret)
    assert "sample-secret" not in str(refused.value)
