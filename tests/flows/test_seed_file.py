"""A committed seed: the stack starts with its ids, says what it holds, and starts again from that."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.driving import Stack, start_stack, stop_stack
from isthmus.local.servers import find_free_port_base

SEED = """\
version: 1
user_pools:
- id: us-east-1_Sample001
  settings:
    PoolName: sample
    AutoVerifiedAttributes: [email]
  clients:
  - id: 1example23456789abcdefghij
    settings:
      ClientName: app
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
  users:
  - username: jane
    sub: 11111111-2222-4333-8444-555555555555
    password: Sample-passw0rd
    attributes: {email: jane@example.com}
identity_pools:
- id: us-east-1:11111111-2222-4333-8444-555555555555
  settings: {IdentityPoolName: sample, AllowUnauthenticatedIdentities: false}
"""
CLIENT_ID = "1example23456789abcdefghij"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("seeded")
    (folder / "seed.yaml").write_text(SEED)
    running = start_stack(folder, "--seed", "seed.yaml", port_base=find_free_port_base())
    yield running
    assert stop_stack(running) == 0


def isthmus(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "isthmus", *arguments]
    ready_file = str(stack.log_file.parent / "ready.json")
    return subprocess.run(
        [*command, "--ready-file", ready_file], capture_output=True, text=True, timeout=60, check=False
    )


def can_sign_in(stack: Stack) -> bool:
    answer = stack.unsigned_client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=CLIENT_ID,
        AuthParameters={"USERNAME": "jane", "PASSWORD": "Sample-passw0rd"},
    )
    return "AuthenticationResult" in answer


def test_refuses_a_wrong_seed_in_one_line_and_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "seed.yaml").write_text(SEED.replace("version: 1", "version: 9"))
    command = [sys.executable, "-m", "isthmus", "up", "--seed", "seed.yaml", "--data-dir", "data"]
    command += ["--port-base", str(find_free_port_base())]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert ended.returncode == 1
    assert ended.stderr == "isthmus: seed.yaml:1: version: this program knows version 1\n"
    assert not (tmp_path / "data").exists()


def test_refuses_to_export_to_who_is_not_the_administrator(seeded: Stack) -> None:
    with seeded.http() as http:
        answer = http.get(f"{seeded['aws_endpoint']}/_isthmus/export")
    assert answer.status_code == 403
    assert "Sample" not in answer.text


def test_says_in_one_line_that_no_stack_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "isthmus", "local", "export", "--data-dir", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "admin-key.json can't be read" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_the_seed_is_there_before_anything_answers(seeded: Stack) -> None:
    assert can_sign_in(seeded)
    pools = seeded.client("cognito-identity").list_identity_pools(MaxResults=10)["IdentityPools"]
    assert [pool["IdentityPoolId"] for pool in pools] == ["us-east-1:11111111-2222-4333-8444-555555555555"]


def test_what_is_exported_starts_another_stack_that_exports_the_same(seeded: Stack, tmp_path: Path) -> None:
    first = tmp_path / "exported.yaml"
    assert isthmus(seeded, "local", "export", "--output", str(first)).returncode == 0
    assert first.stat().st_mode & 0o777 == 0o600
    other = start_stack(tmp_path, "--seed", str(first), port_base=find_free_port_base())
    assert can_sign_in(other)
    assert isthmus(other, "local", "export").stdout == first.read_text()
    assert stop_stack(other) == 0


def test_the_outbox_is_a_table_json_a_page_and_a_file(seeded: Stack) -> None:
    seeded.unsigned_client("cognito-idp").sign_up(
        ClientId=CLIENT_ID,
        Username="joe",
        Password="Sample-passw0rd",
        UserAttributes=[{"Name": "email", "Value": "joe@example.com"}],
    )
    (message,) = json.loads(isthmus(seeded, "local", "outbox", "--json").stdout)["messages"]
    assert message["code"] in isthmus(seeded, "local", "outbox").stdout
    with seeded.http() as http:
        assert message["code"] in http.get(f"{seeded['console']}/outbox").text
    (line,) = (seeded.log_file.parent / "data" / "outbox.jsonl").read_text().splitlines()
    assert json.loads(line) == message


def test_a_pool_signs_with_new_keys_on_command(seeded: Stack) -> None:
    refused = isthmus(seeded, "local", "rotate-keys", "us-east-1_Absent001")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    made = isthmus(seeded, "local", "rotate-keys", "us-east-1_Sample001").stdout.split()
    with seeded.http() as http:
        keys = http.get(f"{seeded['aws_endpoint']}/us-east-1_Sample001/.well-known/jwks.json").json()["keys"]
    assert made[0::2] == ["id", "access"]
    assert set(made[1::2]) < {key["kid"] for key in keys}
