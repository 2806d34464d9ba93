"""Drive a running local stack from outside, as a user's own programs would."""

import base64
import hashlib
import json
import os
import secrets
import signal
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx2
from botocore import UNSIGNED
from botocore.config import Config

START_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A running `isthmus up`, known only by its ready file and its log."""

    ready: dict[str, Any]
    log_file: Path
    process: "subprocess.Popen[bytes]"

    def __getitem__(self, name: str) -> Any:
        return self.ready[name]

    def user(self, *, has_permission_set: bool | None = None, index: int = 0) -> dict[str, Any]:
        users = self.ready["salesforce_org"]["users"]
        if has_permission_set is None:
            return dict(users[index])
        return dict(next(user for user in users if user["has_permission_set"] is has_permission_set))

    def client(self, service: str, **credentials: str) -> Any:
        """Give a boto3 client, signed by the administrator unless `credentials` says otherwise."""
        admin = self.ready["admin"]
        keys = credentials or {
            "aws_access_key_id": admin["access_key_id"],
            "aws_secret_access_key": admin["secret_access_key"],
        }
        return self._client(service, Config(retries={"max_attempts": 0}), **keys)

    def unsigned_client(self, service: str) -> Any:
        return self._client(service, Config(signature_version=UNSIGNED, retries={"max_attempts": 0}))

    def _client(self, service: str, config: Config, **keys: str) -> Any:
        session: Any = boto3.session.Session(region_name=self.ready["region"])
        return session.client(service, endpoint_url=self.ready["aws_endpoint"], config=config, **keys)

    def http(self) -> httpx2.Client:
        """Give an HTTP client that trusts the stack's CA and keeps cookies."""
        context = ssl.create_default_context(cafile=self.ready["ca_bundle"])
        no_kept_connections = httpx2.Limits(max_keepalive_connections=0)
        return httpx2.Client(verify=context, timeout=30, trust_env=False, limits=no_kept_connections)


def start_stack(folder: Path, *arguments: str, port_base: int) -> Stack:
    """Run `isthmus up` and wait for its ready file."""
    ready_file, log_file = folder / "ready.json", folder / "stack.log"
    command = [sys.executable, "-m", "isthmus", "up", "--data-dir", str(folder / "data")]
    command += ["--port-base", str(port_base), "--ready-file", str(ready_file), *arguments]
    with log_file.open("wb") as log, (folder / "stdout").open("wb") as terminal:
        process = subprocess.Popen(command, stdout=terminal, stderr=log, cwd=folder)
    deadline = time.monotonic() + START_SECONDS
    while not ready_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"the stack did not start:\n{log_file.read_text()}")
        time.sleep(0.02)
    return Stack(ready=json.loads(ready_file.read_text()), log_file=log_file, process=process)


def stop_stack(stack: Stack) -> int:
    """Stop it as Ctrl-C does; give the exit code."""
    if stack.process.poll() is None:
        os.kill(stack.process.pid, signal.SIGINT)
    return stack.process.wait(timeout=30)


def machine_token(stack: Stack, *, scope: str | None = None) -> str:
    """Ask the token endpoint with the secret in the body."""
    m2m = stack["m2m"]
    form = {
        "grant_type": "client_credentials",
        "client_id": m2m["client_id"],
        "client_secret": m2m["client_secret"],
    }
    with stack.http() as http:
        answer = http.post(m2m["token_url"], data=form | ({"scope": scope} if scope else {}))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def jwt_claims(token: str) -> dict[str, Any]:
    """Read a token's claims without verifying anything."""
    payload = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))


def pkce() -> tuple[str, str]:
    """Give a verifier and its S256 challenge (RFC 7636, section 4)."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
