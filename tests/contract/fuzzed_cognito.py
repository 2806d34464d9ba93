"""A whole local Cognito in one process, with known values to start from, and the judgement of its answers."""

import asyncio
import json
import logging
import random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.responses import Response

from contract.fuzzed_values import make_known
from contract.wild_requests import WildRequests, read_service
from isthmus.local.awsjson import JsonService
from isthmus.local.cognito.triggers import FunctionAnswer, FunctionUnavailableError
from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools
from unit.local.cognito.local_pools import LocalPools

USER_POOLS, IDENTITY_POOLS = "cognito-idp", "cognito-identity"
LONGEST_SECONDS = 5.0
# What leaves less than there was, so that the next operation starts from the beginning.
_DESTRUCTIVE = ("Delete", "AdminDelete", "AdminDisable", "GlobalSignOut", "Revoke", "Unlink", "Update", "Set")
# Each makes two RSA keys, most of a second.
_SLOW = ("CreateUserPool",)
_FEW = 12


@dataclass
class WildFunctions:
    """Functions that answer anything at all."""

    chance: random.Random

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:  # noqa: ARG002  the port
        kind = self.chance.randrange(6)
        if kind == 0:
            raise FunctionUnavailableError("ResourceNotFoundException")
        answers = (
            payload,
            b"null",
            b"[]",
            b'{"response": 7}',
            b"{",
            b"\xff",
            payload,
            b'{"response": {"a": 1}}',
        )
        error = "Unhandled" if kind == 1 else None
        return FunctionAnswer(payload=self.chance.choice(answers), error=error)


@dataclass
class Finding:
    """An answer that no service should give."""

    operation: str
    why: str
    request: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.why}: {self.request[:2000]}"


class _Errors(logging.Handler):
    """Collect what is logged as an error, and every traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.texts.append(record.getMessage())


@dataclass
class FuzzedCognito:
    """User pools and identity pools in a folder, put back to the start whenever something was taken away."""

    folder: Path
    seed: int
    statuses: dict[int, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._template = self.folder / "template"
        self._template.mkdir()
        local, identity = LocalPools(self._template), LocalIdentityPools(self._template)
        self.known = make_known(local, identity)
        _close(local, identity)
        self._models = {name: read_service(name) for name in (USER_POOLS, IDENTITY_POOLS)}

    def run(self, service: str, operation: str, *, requests: int) -> list[Finding]:
        """Send requests of one operation, half of the right shape and half broken; give what went wrong."""
        chance = random.Random(f"{self.seed} {operation}")  # noqa: S311  to repeat, not to guard
        wild = WildRequests(self._models[service].operation_model(operation), known=self.known, chance=chance)
        left = requests // 10 if operation in _SLOW else requests
        at_once = _FEW if operation.startswith(_DESTRUCTIVE) else left
        findings: list[Finding] = []
        while left > 0:
            count = min(at_once, left)
            left -= count
            findings += self._run_in_fresh_folder(service, operation, wild, chance=chance, count=count)
        return findings

    def _run_in_fresh_folder(
        self, service: str, operation: str, wild: WildRequests, *, chance: random.Random, count: int
    ) -> list[Finding]:
        folder = self.folder / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._template, folder)
        local, identity = LocalPools(folder, functions=WildFunctions(chance)), LocalIdentityPools(folder)
        served = local.pools.service if service == USER_POOLS else identity.pools.service
        try:
            requests = [wild.valid() if number % 2 else wild.broken() for number in range(count)]
            found = [self._send(served, operation, request, local=local) for request in requests]
        finally:
            _close(local, identity)
        return [finding for finding in found if finding is not None]

    def _send(
        self, served: JsonService, operation: str, request: Any, *, local: LocalPools
    ) -> Finding | None:
        body = json.dumps(request).encode()
        errors, started_at = _Errors(), time.monotonic()
        logging.getLogger().addHandler(errors)
        try:
            answer = local.run(
                asyncio.wait_for(served.answer(operation, body, request_id="id"), LONGEST_SECONDS)
            )
            fault = self._fault_of(answer)
        except Exception as error:  # noqa: BLE001  whatever comes out is a finding
            fault = f"raised {type(error).__name__}: {error}"
        finally:
            logging.getLogger().removeHandler(errors)
        if time.monotonic() - started_at > LONGEST_SECONDS:
            fault = f"took {time.monotonic() - started_at:.1f} s"
        if fault is None and not errors.texts:
            return None
        return Finding(operation, " ".join([fault or "an error in the log", *errors.texts]), body.decode())

    def _fault_of(self, answer: Response) -> str | None:
        """Give what is wrong with an answer by the protocol, or None."""
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        if answer.status_code >= 500:
            return f"status {answer.status_code}"
        try:
            document = json.loads(bytes(answer.body) or b"{}")
        except ValueError:
            return "the body is no JSON"
        if not isinstance(document, dict):
            return "the body is no object"
        if answer.status_code != 200:
            code = document.get("__type")
            self.codes[str(code)] = self.codes.get(str(code), 0) + 1
            if not code or "message" not in document or not answer.headers.get("x-amzn-errortype"):
                return "the error has no type or no message"
        return None


def _close(local: LocalPools, identity: LocalIdentityPools) -> None:
    local.close()
    identity.pools.close()
