"""`isthmus.session_sso` and its example against the running stack."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.driving import Stack, jwt_claims
from isthmus.errors import ConfigurationError, DeniedError
from isthmus.origin import Origin
from isthmus.session_sso import SessionClient, SessionId, ValidatorClient, session_client

EXAMPLE = Path(__file__).parents[2] / "examples" / "session_sso_client.py"


def a_client(stack: Stack, *, client_id: str | None = None) -> SessionClient:
    return session_client(
        ValidatorClient.parse_insecure_http(stack["session_sso"]["validator_url"]),
        region=stack["region"],
        client_id=client_id or stack["session_sso"]["client_id"],
        client_secret=None,
        endpoint=Origin.parse_insecure_http(stack["aws_endpoint"]),
    )


def a_session(stack: Stack) -> SessionId:
    return SessionId.parse(stack.user()["session_id"])


def sign_in(stack: Stack, session_id: SessionId, *, client_id: str | None = None) -> None:
    with a_client(stack, client_id=client_id) as client:
        client.sign_in(session_id)


@pytest.mark.parametrize("tail", ["x" * 60, "AQ4AQ.sample_session_that_nobody_has"])
def test_client_is_denied_by_a_session_that_is_not_alive(stack: Stack, tail: str) -> None:
    org = stack.user()["session_id"].partition("!")[0]
    with pytest.raises(DeniedError) as refused:
        sign_in(stack, SessionId.parse(f"{org}!{tail}"))
    assert refused.value.rule == "validator"


def test_client_is_denied_by_a_session_of_an_untrusted_org(stack: Stack) -> None:
    secret = stack.user()["session_id"].partition("!")[2]
    with pytest.raises(DeniedError) as refused:
        sign_in(stack, SessionId.parse(f"00DAAAAAAAAAAAA!{secret}"))
    assert refused.value.rule == "validator"


@pytest.mark.parametrize("of", ["nobody", "external_sign_in"])
def test_client_names_an_app_client_that_is_not_made_for_it(stack: Stack, of: str) -> None:
    client_id = "1example23456789abcdefghij" if of == "nobody" else stack[of]["client_id"]
    with pytest.raises(ConfigurationError, match="InitiateAuth"):
        sign_in(stack, a_session(stack), client_id=client_id)


def test_client_gives_the_tokens_of_the_owner_again_and_again(stack: Stack) -> None:
    with a_client(stack) as client:
        first = client.sign_in(a_session(stack))
        second = asyncio.run(client.sign_in_async(a_session(stack)))
    for tokens in (first, second):
        claims = jwt_claims(tokens.access_token.reveal())
        assert (claims["username"], claims["token_use"]) == (tokens.username, "access")
        assert jwt_claims(tokens.id_token.reveal())["email"] == stack.user()["email"]
    assert first.username == second.username
    assert first.access_token != second.access_token


def test_example_signs_in_with_the_ready_file(stack: Stack, tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    ready_file.write_text(json.dumps(stack.ready))
    ended = subprocess.run(
        [sys.executable, str(EXAMPLE), str(ready_file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("signed in as ")
    assert stack.user()["session_id"] not in ended.stdout
