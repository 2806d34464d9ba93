"""The systems under measure: how each is installed, started and reached. One `Kind` per system."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from bench.environments import (
    FOLDER,
    REPOSITORY,
    Install,
    ensure_installed,
    node_environment,
    python_environment,
)
from bench.load import http_request
from bench.processes import BenchError, Child, free_port, is_answering, is_free, running

REGION = "us-east-1"
TARGETS = {
    "cognito-idp": "AWSCognitoIdentityProviderService",
    "cognito-identity": "AWSCognitoIdentityService",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A running system, with the seconds from the start of its process to the first and to every address."""

    name: str
    port: int
    child: Child
    key_id: str
    secret: str
    seconds_to_answer: float
    seconds_to_ready: float
    ready: Mapping[str, Any]

    def client(self, service: str) -> Any:
        """Make a boto3 client that neither retries nor reads the user's settings."""
        connect: Any = boto3.client  # NOTE: its stubs know services by literal names only
        return connect(
            service,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            region_name=REGION,
            aws_access_key_id=self.key_id,
            aws_secret_access_key=self.secret,
            config=Config(retries={"max_attempts": 1}, read_timeout=30, parameter_validation=False),
        )

    def api_request(self, service: str, operation: str, parameters: Mapping[str, Any]) -> bytes:
        """Write a signed request of a Cognito API as it goes over the wire; good for five minutes."""
        body = json.dumps(parameters).encode()
        headers = {
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": f"{TARGETS[service]}.{operation}",
        }
        request = AWSRequest(
            method="POST", url=f"http://127.0.0.1:{self.port}/", data=body, headers=dict(headers)
        )
        SigV4Auth(Credentials(self.key_id, self.secret), service, REGION).add_auth(request)
        return http_request("POST", "/", port=self.port, headers=dict(request.headers.items()), body=body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another emulator. `install` makes its own environment; `command` gives the program for a port."""

    name: str
    install: Install
    program: str
    arguments: Callable[[int], tuple[str, ...]]
    environment: Callable[[int], dict[str, str]]
    files: Mapping[str, str]

    def ensure_installed(self) -> None:
        """Install it once under .make/bench; raise BenchError if that fails."""
        ensure_installed(self.name, self.install)

    @contextmanager
    def run(self) -> Iterator[System]:
        """Run it in a fresh folder."""
        self.ensure_installed()
        port = free_port()
        with tempfile.TemporaryDirectory(prefix=f"bench-{self.name}-") as folder:
            for name, content in self.files.items():
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / name).write_text(content)
            program = str(FOLDER / self.name / self.program)
            if program.endswith(".js"):
                command = ("node", program, *self.arguments(port))
            else:
                command = (program, *self.arguments(port))
            environment = {"PYTHONPATH": "", "TMPDIR": folder, **self.environment(port)}
            with running(command, folder=Path(folder), environment=environment) as child:
                seconds = child.wait_until(lambda: is_answering(port))
                yield System(
                    name=self.name,
                    port=port,
                    child=child,
                    key_id="test",
                    secret="test",  # noqa: S106  the peers' own default
                    seconds_to_answer=seconds,
                    seconds_to_ready=seconds,
                    ready={},
                )


MOTO = Peer(
    name="moto",
    install=python_environment("moto[cognitoidp,server]==5.2.5"),
    program="bin/moto_server",
    arguments=lambda port: ("-H", "127.0.0.1", "-p", str(port)),
    environment=lambda _: {},
    files={},
)
MINISTACK = Peer(
    name="ministack",
    install=python_environment("ministack[full]==1.5.33"),
    program="bin/ministack",
    arguments=lambda _: (),
    environment=lambda port: {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "LAMBDA_EXECUTOR": "local",
    },
    files={},
)
COGNITO_LOCAL = Peer(
    name="cognito-local",
    install=node_environment("cognito-local@5.3.0"),
    program="node_modules/cognito-local/lib/bin/start.js",
    arguments=lambda _: (),
    environment=lambda port: {"PORT": str(port), "HOST": "127.0.0.1"},
    # Its own default makes every username an e-mail address.
    files={".cognito/config.json": json.dumps({"UserPoolDefaults": {"UsernameAttributes": []}})},
)
PEERS = (MOTO, MINISTACK, COGNITO_LOCAL)


@contextmanager
def ours(data_dir: Path, *, seed: str, options: Sequence[str] = ()) -> Iterator[System]:
    """Run `isthmus up` over `data_dir` until the block ends; `ready` is its ready file."""
    port, ready_file = _free_port_base(), data_dir / "ready.json"
    command = [sys.executable, "-c", "from isthmus.cli.main import app; app()", "up", "--seed", seed]
    command += [
        "--port-base",
        str(port),
        "--data-dir",
        str(data_dir),
        "--ready-file",
        str(ready_file),
        *options,
    ]
    environment = {"PYTHONPATH": str(REPOSITORY / "src")}
    with running(command, folder=data_dir, environment=environment) as child:
        seconds = child.wait_until(lambda: is_answering(port, "/_isthmus/health"))
        until_ready = child.wait_until(ready_file.exists)
        ready = json.loads(ready_file.read_text())
        yield System(
            name="isthmus",
            port=port,
            child=child,
            key_id=ready["admin"]["access_key_id"],
            secret=ready["admin"]["secret_access_key"],
            seconds_to_answer=seconds,
            seconds_to_ready=until_ready,
            ready=ready,
        )


def _free_port_base() -> int:
    # Below what systems take for connections of their own, so that none gets in between.
    for base in range(20_000, 32_000, 7):
        if all(is_free(base + offset) for offset in range(5)):
            return base
    raise BenchError("no five free ports in a row")
