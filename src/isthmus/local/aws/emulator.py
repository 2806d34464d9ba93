"""The emulator: ministack in a child process, started, asked and stopped by the stack alone.

Its state is in memory and written to `folder` when it stops in order: after `kill -9` of the child, or a
crash of the machine, what was put into DynamoDB, IAM, Lambda and the rest since the last orderly stop is
gone. A killed parent is an orderly stop, because the child watches the pipe to it. Cognito does not live
here.
"""

import asyncio
import base64
import contextlib
import json
import logging
import os
import secrets
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2

from isthmus.errors import UnavailableError
from isthmus.local.aws.emulator_connections import Answer, EmulatorConnections
from isthmus.local.aws.requests import Request
from isthmus.local.aws.root_signature import as_root
from isthmus.secret import Secret

LOG = logging.getLogger(__name__)
MODULE = "isthmus.local.aws.emulator_process"
START_SECONDS = 20
STOP_SECONDS = 10
ANSWER_SECONDS = 910  # a function may run for 15 minutes
CALL_SECONDS = 10
OK = 200

CONNECTION_HEADERS = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# SECURITY: ministack takes the caller's address from these; no proxy stands before us that could know it.
PROXY_HEADERS = frozenset({"forwarded", "x-real-ip"})
PROXY_PREFIX = "x-forwarded-"

Caller = Literal["root", "holder", "public"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that a caller must be allowed: an IAM action on a resource, with its condition keys."""

    action: str
    resource: str
    context: Mapping[str, str] | None = None


class Emulator:
    """Start, ask and stop the child process.

    `endpoint_url` is the stack's public AWS endpoint, where functions send their calls.
    """

    def __init__(self, *, folder: Path, endpoint_url: str, region: str, account_id: str) -> None:
        self._folder = folder
        self._endpoint_url = endpoint_url
        self._region = region
        self._account_id = account_id
        self._module = MODULE
        self._secret = Secret(secrets.token_urlsafe(32))
        self._process: asyncio.subprocess.Process | None = None
        self._client: httpx2.AsyncClient | None = None
        self._kept: EmulatorConnections | None = None

    async def start(self) -> None:
        """Start the process; `ready()` waits for it. Raises UnavailableError for a folder that is no use."""
        try:
            self._prepare_folder()
            log = os.open(self._log_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise UnavailableError(
                f"the AWS emulator can't use {error.filename}: {error.strerror}"
            ) from error
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                self._module,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=self._folder,
                env=self._environment(),
                start_new_session=True,
            )
        finally:
            os.close(log)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"secret": self._secret.reveal()}).encode() + b"\n")

    async def ready(self) -> None:
        """Return once it answers; raise UnavailableError, in one line, if it can't."""
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), START_SECONDS)
        except TimeoutError as error:
            raise UnavailableError(
                f"the AWS emulator did not start in {START_SECONDS} s: {self._log_file}"
            ) from error
        if not line.strip().isdigit():
            raise UnavailableError(
                f"the AWS emulator can't start: {self._last_log_line()} ({self._log_file})"
            )
        self._kept = EmulatorConnections(int(line))
        self._client = httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{int(line)}",
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CALL_SECONDS),
            limits=httpx2.Limits(max_connections=256, max_keepalive_connections=64),
            trust_env=False,
            follow_redirects=False,
        )

    async def stop(self) -> None:
        """End the process in order, so that it saves its state; a process that won't end is killed."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
        if self._kept is not None:
            self._kept.close()
            self._kept = None
        if self._process is None:
            return
        process, self._process = self._process, None
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            LOG.warning("the AWS emulator did not stop in %s s: its last changes may be lost", STOP_SECONDS)
        _end_group(process.pid)
        await process.wait()

    @asynccontextmanager
    async def forward(self, request: Request, *, caller: Caller) -> AsyncIterator[httpx2.Response]:
        """Send a request as it is; give the response with its body still to be read.

        `caller` says whose request it is: "root" is for requests whose sender was verified before.
        """
        private = self._private_headers(caller=caller)
        outgoing = httpx2.Request(
            request.method,
            self._http.base_url,
            headers=_encoded((*_passed_on(request), *private)),
            content=request.body,
            extensions={"target": _target(request).encode("latin-1")},
        )
        try:
            response = await self._http.send(outgoing, stream=True)
        except httpx2.HTTPError as error:
            raise UnavailableError(f"the AWS emulator gave no answer: {type(error).__name__}") from error
        try:
            yield response
        finally:
            await response.aclose()

    async def call(self, request: Request, *, service: str) -> Answer:
        """Send a request of the stack's own as root and read the whole answer."""
        signed = as_root(request, service=service, region=self._region, account_id=self._account_id)
        return await self._connections.send(
            signed.method,
            _target(signed),
            headers=(*_passed_on(signed), *self._private_headers(caller="root")),
            body=signed.body,
            timeout_seconds=ANSWER_SECONDS,
        )

    async def authorize(
        self, request: Request, *, service: str, checks: Sequence[Check]
    ) -> Mapping[str, Any]:
        """Ask whether the request's signer may do all of `checks`.

        Give `principal_arn` and `account_id`, or `code` and `message` of the refusal.
        """
        return await self._ask(
            "authorize",
            {
                "method": request.method,
                "raw_path": request.raw_path,
                "raw_query": request.raw_query,
                "headers": request.headers,
                "body": base64.b64encode(request.body).decode(),
                "service": service,
                "checks": [
                    {"action": check.action, "resource": check.resource, "context": check.context}
                    for check in checks
                ],
            },
        )

    async def assume_role(self, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask for a role's credentials for a verified identity: `emulator_process.routes.assume_role`."""
        return await self._ask("assume-role", {**document, "region": self._region})

    async def find_oidc_provider(self, arn: str) -> Mapping[str, Any]:
        """Give `url` and `client_ids` of the account's OIDC provider, or nothing."""
        return await self._ask("find-oidc-provider", {"arn": arn, "account_id": self._account_id})

    async def _ask(self, route: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
        response = await self._connections.send(
            "POST",
            f"/_isthmus/{route}",
            headers=(("host", "emulator.local"), ("x-isthmus-secret", self._secret.reveal())),
            body=json.dumps(document).encode(),
            timeout_seconds=CALL_SECONDS,
        )
        try:
            answer = response.json() if response.status_code == OK else None
        except ValueError as error:
            raise UnavailableError(f"the AWS emulator gave no answer about {route}") from error
        if not isinstance(answer, dict):
            raise UnavailableError(f"the AWS emulator gave no answer about {route}")
        return answer

    def _private_headers(self, *, caller: Caller) -> tuple[tuple[str, str], ...]:
        return (("x-isthmus-secret", self._secret.reveal()), ("x-isthmus-caller", caller))

    @property
    def _connections(self) -> EmulatorConnections:
        if self._kept is None:
            raise UnavailableError("the AWS emulator is not running")
        return self._kept

    @property
    def _http(self) -> httpx2.AsyncClient:
        if self._client is None:
            raise UnavailableError("the AWS emulator is not running")
        return self._client

    @property
    def _log_file(self) -> Path:
        return self._folder / "emulator.log"

    def _prepare_folder(self) -> None:
        """Make the folder, and empty the temporary one: a killed child leaves its functions' code there."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(self._folder / "tmp", ignore_errors=True)
        for name in ("tmp", "state", "home"):
            (self._folder / name).mkdir(exist_ok=True, mode=0o700)

    def _environment(self) -> dict[str, str]:
        """Give all that the process sees. SECURITY: ministack hands its environment on to every function."""
        endpoint = urlsplit(self._endpoint_url)
        kept = {
            name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ
        }
        return kept | {
            "HOME": str(self._folder / "home"),
            "TMPDIR": str(self._folder / "tmp"),
            "STATE_DIR": str(self._folder / "state"),
            "PERSIST_STATE": "1",
            "AUTH": "true",
            "LAMBDA_EXECUTOR": "local",
            "LAMBDA_WARM_TTL_SECONDS": "60",
            "MINISTACK_ACCOUNT_ID": self._account_id,
            "MINISTACK_REGION": self._region,
            "MINISTACK_HOST": "localhost",
            "GATEWAY_PORT": str(endpoint.port),
            "AWS_ENDPOINT_URL": self._endpoint_url,
            "LOG_LEVEL": "WARNING",
            "DOCKER_HOST": "unix:///nonexistent/docker.sock",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PYTHONUNBUFFERED": "1",
        }

    def _last_log_line(self) -> str:
        with contextlib.suppress(OSError):
            lines = self._log_file.read_text(errors="replace").strip().splitlines()
            if lines:
                return lines[-1]
        return "it gave no reason"


def _passed_on(request: Request) -> list[tuple[str, str]]:
    """Give the headers that are the message's own, not the connection's, no private and no proxy's one."""
    return [
        pair
        for pair in request.headers
        if pair[0] not in CONNECTION_HEADERS | PROXY_HEADERS
        and not pair[0].startswith(("x-isthmus-", PROXY_PREFIX))
    ]


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def _target(request: Request) -> str:
    return f"{request.raw_path}{'?' if request.raw_query else ''}{request.raw_query}"


def _end_group(process_id: int) -> None:
    """Kill what is left of the child's process group: the functions it was running, or itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process_id, signal.SIGKILL)
