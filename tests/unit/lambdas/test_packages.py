"""Each function's package, run with nothing installed beside it."""

import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from isthmus.bundle import FUNCTIONS, build_function
from unit.cognito.pools import CLIENT, READ, a_machine_token
from unit.flows.session_sso.fakes import USERNAME
from unit.guard.lambda_events import an_http_api_event
from unit.jose.issuing import a_jwks
from unit.lambdas.events import RIGHT, WRONG, a_create_event, a_define_event, a_verify_event, an_http_event
from unit.lambdas.isolated import run_package
from unit.lambdas.surroundings import Surroundings
from unit.salesforce.loopback import Answer, serving


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


def test_the_api_authorizer_runs_alone(tmp_path: Path) -> None:
    now = int(time.time())
    with serving(lambda _: Answer(body=a_jwks())) as pool:
        environ = {
            "AWS_ENDPOINT_URL": str(pool.origin),
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
            "ISTHMUS_USER_POOL_ID": "us-east-1_EXAMPLE",
            "ISTHMUS_ACCEPTED_CLIENT_IDS": CLIENT,
            "ISTHMUS_REQUIRED_SCOPES": READ,
            "ISTHMUS_AUTHORIZER_ANSWER": "simple",
        }
        claims = {"iss": f"{pool.origin}/us-east-1_EXAMPLE", "iat": now, "exp": now + 60}
        tokens = [a_machine_token(scope="other/read", **claims), a_machine_token(**claims)]
        events = [an_http_api_event(f"Bearer {token}") for token in tokens]
        answers = run("api_authorizer", *events, folder=tmp_path, environ=environ)
    assert [answer["isAuthorized"] for answer in answers] == [False, True]


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
def test_loads_nothing_that_costs_a_cold_start(name: str, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(build_function(name))).extractall(tmp_path)
    program = f"import sys, isthmus.lambdas.{name}; print(*sys.modules)"
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}"
    listed = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    is_before = name in {"define_auth_challenge", "create_auth_challenge"}
    costly = COSTLY | (ALSO_COSTLY_BEFORE_A_CHALLENGE if is_before else set())
    costly -= {"dataclasses"} if name == "api_authorizer" else set()  # its answers are kept for minutes
    assert set(listed.stdout.split()) & costly == set()
