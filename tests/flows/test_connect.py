"""`isthmus m2m connect` as a program, against an org whose Bea may not call out yet."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from flows.driving import Stack, start_stack, stop_stack
from isthmus.local.servers import find_free_port_base

BEA = "bea.basic@isthmus.example"
CREDENTIAL = "client id and secret of AWS_Cognito_OAuth/Integration: replaced"
BEAS, PROCESS = f"permission set of {BEA}", "permission set of Automated Process"
CALL = "GET callout:AWS_API_Access/test"
DENIED = "We couldn't access the credential(s)"


@pytest.fixture
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of its own: what is connected here would be in the way of other tests."""
    running = start_stack(tmp_path_factory.mktemp("connect"), port_base=find_free_port_base())
    yield running
    assert stop_stack(running) == 0


def connect(stack: Stack, *arguments: str, secret: str | None = None) -> tuple[int, list[str], str]:
    """Run the command; give its exit code, its lines and its complaint."""
    client_secret = secret or stack["m2m"]["client_secret"]
    options = ["--org", stack["salesforce"], "--ca-bundle", stack["ca_bundle"]]
    options += ["--client-id", stack["m2m"]["client_id"], "--user", BEA, *arguments]
    session = stack.user(index=0)["session_id"]
    ended = subprocess.run(
        [sys.executable, "-m", "isthmus", "m2m", "connect", *options],
        env={**os.environ, "ISTHMUS_ORG_SESSION": session, "ISTHMUS_M2M_CLIENT_SECRET": client_secret},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = ended.stdout + ended.stderr
    assert client_secret not in told
    assert session not in told
    return ended.returncode, [_words(line) for line in ended.stdout.splitlines()], ended.stderr


def _words(line: str) -> str:
    return " ".join(line.split())


def callout_of_bea(stack: Stack) -> dict[str, Any]:
    with stack.http() as http:
        answer = http.post(
            f"{stack['salesforce']}/_local/callouts",
            headers={"Authorization": f"Bearer {stack.user(index=0)['session_id']}"},
            json={"username": BEA, "named_credential": "AWS_API_Access", "method": "GET", "path": "/test"},
        )
    return dict(answer.json())


def test_connects_an_org_once_and_says_what_it_did(own_stack: Stack) -> None:
    missing = connect(own_stack, "--permission-set", "Nothing")
    assert missing[:2] == (1, [])
    assert "the org has no permission set Nothing" in missing[2]

    code, lines, _ = connect(own_stack, "--dry-run")
    assert (code, lines) == (
        0,
        [
            f"would be done {CREDENTIAL}",
            f"would be done {BEAS}: assigned",
            f"would be done {PROCESS}: assigned",
            f"would be done {CALL}: called",
        ],
    )
    assert DENIED in callout_of_bea(own_stack)["message"]

    code, lines, _ = connect(own_stack)
    first = [f"done {CREDENTIAL}", f"done {BEAS}: assigned", f"done {PROCESS}: assigned", f"done {CALL}: 200"]
    assert (code, lines) == (0, first)
    assert callout_of_bea(own_stack)["status_code"] == 200

    code, lines, _ = connect(own_stack)
    again = [f"done {CREDENTIAL}", f"already there {BEAS}", f"already there {PROCESS}", f"done {CALL}: 200"]
    assert (code, lines) == (0, again)

    code, lines, _ = connect(own_stack, secret="no-such-secret")
    assert (code, lines[-1].startswith(f"failed {CALL}: ")) == (1, True)
    assert "invalid_client" in lines[-1]
    assert "invalid_client" in callout_of_bea(own_stack)["message"]

    assert connect(own_stack)[0] == 0
    assert callout_of_bea(own_stack)["status_code"] == 200
