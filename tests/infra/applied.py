"""What Terraform and the Salesforce CLI made on a stack, and the commands that hand it on."""

import json
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from flows.driving import Stack
from infra.terraform_runs import TERRAFORM, Workspace

API = TERRAFORM.parents[1] / "examples" / "backend_api" / "app.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What Terraform made: its outputs, and the stack with them in the place of the demo."""

    workspace: Workspace
    stack: Stack
    outputs: dict[str, Any]
    ready_file: Path

    def env(self, wanted: str) -> dict[str, str]:
        """Read what `isthmus env` prints, as a shell would."""
        given = self.workspace.outputs_text()
        printed = isthmus("env", "--for", wanted, "--ready-file", str(self.ready_file), given=given)
        return dict(shlex.split(line)[1].split("=", 1) for line in printed.splitlines())


def read_applied(workspace: Workspace, bare: Stack) -> Applied:
    """Read the outputs, and let `isthmus env` complete the ready file with them."""
    given = workspace.outputs_text()
    ready_file = workspace.folder / "ready.json"
    ready_file.write_text(json.dumps(bare.ready))
    ready = json.loads(isthmus("env", "--for", "ready", "--ready-file", str(ready_file), given=given))
    return Applied(
        workspace=workspace,
        stack=Stack(ready=ready, log_file=bare.log_file, process=bare.process),
        outputs={name: each["value"] for name, each in json.loads(given).items()},
        ready_file=ready_file,
    )


def isthmus(*arguments: str, given: str = "", **environment: str) -> str:
    """Run a command of ours that succeeds, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "isthmus", *arguments],
        input=given,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def a_free_port() -> int:
    """Give a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def sample_api(url: str, settings: dict[str, str]) -> Iterator[None]:
    """Run the sample API, whose settings say that it answers at `url`."""
    with subprocess.Popen([sys.executable, str(API)], env=os.environ | settings) as process:
        try:
            _wait_for(f"{url}/health", process)
            yield
        finally:
            process.terminate()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            assert httpx2.get(url, trust_env=False).status_code == 200
        except httpx2.HTTPError:
            assert process.poll() is None, "the sample API did not start"
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def check_nothing_is_left(stack: Stack) -> None:
    """See that an account is as empty as it was."""
    left = {
        "pools": stack.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"],
        "identity pools": stack.client("cognito-identity").list_identity_pools(MaxResults=60)[
            "IdentityPools"
        ],
        "functions": stack.client("lambda").list_functions()["Functions"],
        "tables": stack.client("dynamodb").list_tables()["TableNames"],
        "roles": stack.client("iam").list_roles()["Roles"],
        "providers": stack.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"],
        "apis": stack.client("apigatewayv2").get_apis()["Items"],
        "secrets": stack.client("secretsmanager").list_secrets()["SecretList"],
        "alarms": stack.client("cloudwatch").describe_alarms()["MetricAlarms"],
    }
    assert {name: items for name, items in left.items() if items} == {}
