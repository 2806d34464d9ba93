"""Lambda functions run for Cognito, by the emulator, if their resource policies say so."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from isthmus.errors import UnavailableError
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.requests import Request
from isthmus.local.aws.resource_policy import is_invoke_allowed
from isthmus.local.cognito.triggers import FunctionAnswer, FunctionUnavailableError

COGNITO = "cognito-idp.amazonaws.com"
API = "/2015-03-31/functions"
HEADERS = (("host", "lambda.local"), ("content-type", "application/json"))
OK, NOT_FOUND = 200, 404


class EmulatorFunctions:
    """Run functions as Cognito does. Implements the port `isthmus.local.cognito.triggers.Functions`.

    Resource policies are remembered until something may change them, which `changing()` says.
    """

    def __init__(self, emulator: Emulator, *, account_id: str) -> None:
        self._emulator = emulator
        self._account_id = account_id
        self._policies: dict[str, str | None] = {}
        self._version = 0
        self._changes_under_way = 0

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        """Invoke synchronously; raise FunctionUnavailableError if Lambda would not run the function."""
        await self._check_permission(function_arn, source_arn=source_arn)
        path = f"{API}/{quote(function_arn, safe='')}/invocations"
        request = Request(method="POST", raw_path=path, raw_query="", headers=HEADERS, body=payload)
        try:
            response = await self._emulator.call(request, service="lambda")
        except UnavailableError as error:
            raise FunctionUnavailableError("ServiceException") from error
        if response.status_code != OK:
            raise FunctionUnavailableError(response.headers.get("x-amzn-errortype", "ServiceException"))
        return FunctionAnswer(
            payload=response.content, error=response.headers.get("x-amz-function-error") or None
        )

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Forget every resource policy, and remember none within the block: it may be changed there."""
        self._version += 1
        self._changes_under_way += 1
        self._policies.clear()
        try:
            yield
        finally:
            self._changes_under_way -= 1

    async def _check_permission(self, function_arn: str, *, source_arn: str) -> None:
        policy = await self._find_policy(function_arn)
        conditions = {"aws:SourceArn": source_arn, "aws:SourceAccount": self._account_id}
        if policy is None or not is_invoke_allowed(
            policy, function_arn=function_arn, service=COGNITO, conditions=conditions
        ):
            raise FunctionUnavailableError("AccessDeniedException")

    async def _find_policy(self, function_arn: str) -> str | None:
        """Give the function's policy, None if it has none; raise for a function that is not there."""
        if function_arn in self._policies:
            return self._policies[function_arn]
        version, is_quiet = self._version, self._changes_under_way == 0
        policy = await self._read(function_arn, "/policy")
        if policy is None and await self._read(function_arn, "/configuration") is None:
            raise FunctionUnavailableError("ResourceNotFoundException")
        if is_quiet and version == self._version:
            self._policies[function_arn] = policy
        return policy

    async def _read(self, function_arn: str, what: str) -> str | None:
        """Give what Lambda has about the function, None if nothing. A policy is a text within the answer."""
        path = f"{API}/{quote(function_arn, safe='')}{what}"
        request = Request(method="GET", raw_path=path, raw_query="", headers=HEADERS, body=b"")
        try:
            response = await self._emulator.call(request, service="lambda")
        except UnavailableError as error:
            raise FunctionUnavailableError("ServiceException") from error
        if response.status_code == NOT_FOUND:
            return None
        if response.status_code != OK:
            raise FunctionUnavailableError("ServiceException")
        return str(json.loads(response.content).get("Policy", ""))
