"""Each function's package, run with nothing installed beside it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from isthmus.bundle import FUNCTIONS, build_function
from unit.flows.session_sso.fakes import USERNAME
from unit.lambdas.events import RIGHT, WRONG, a_create_event, a_define_event, a_verify_event, an_http_event
from unit.lambdas.isolated import run_package
from unit.lambdas.surroundings import Surroundings


def run(name: str, *events: Any, folder: Path, environ: dict[str, str]) -> list[Any]:
    archive = folder / f"{name}.zip"
    archive.write_bytes(build_function(name))
    return run_package(archive, name=name, events=list(events), environ=environ)


def test_define_runs_alone(tmp_path: Path) -> None:
    events = [a_define_event(), a_define_event(WRONG), a_define_event(RIGHT)]
    answers = run("define_auth_challenge", *events, folder=tmp_path, environ={})
    assert [answer["response"]["issueTokens"] for answer in answers] == [False, False, True]


def test_create_runs_alone(tmp_path: Path) -> None:
    [answer] = run("create_auth_challenge", a_create_event(), folder=tmp_path, environ={})
    assert answer["response"]["challengeMetadata"] == "SALESFORCE_SESSION"


def test_verify_runs_alone(tmp_path: Path, surroundings: Surroundings) -> None:
    events = [a_verify_event(challengeAnswer="garbage"), a_verify_event(), a_verify_event()]
    answers = run("verify_auth_challenge", *events, folder=tmp_path, environ=surroundings.environ)
    assert [answer["response"]["answerCorrect"] for answer in answers] == [False, True, False]


def test_the_token_validator_runs_alone(tmp_path: Path, surroundings: Surroundings) -> None:
    events = [an_http_event(headers={}), an_http_event()]
    answers = run("token_validator", *events, folder=tmp_path, environ=surroundings.environ)
    assert [answer["statusCode"] for answer in answers] == [401, 200]
    assert list(surroundings.pool.users) == [USERNAME]


COSTLY = {"boto3", "botocore", "pydantic", "joserfc", "cryptography", "dataclasses", "urllib3", "httpx2"}
ALSO_COSTLY_BEFORE_A_CHALLENGE = {
    "typing",
    "http",
    "http.client",
    "ssl",
    "logging",
    "datetime",
    "asyncio",
    "hashlib",
    "secrets",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_loads_nothing_that_costs_a_cold_start(name: str) -> None:
    program = f"import sys, isthmus.lambdas.{name}; print(*sys.modules)"
    source = Path(__file__).parents[3] / "src"
    program = f"import sys; sys.path.insert(0, {str(source)!r}); {program}"
    listed = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    is_before = name in {"define_auth_challenge", "create_auth_challenge"}
    costly = COSTLY | (ALSO_COSTLY_BEFORE_A_CHALLENGE if is_before else set())
    assert set(listed.stdout.split()) & costly == set()
