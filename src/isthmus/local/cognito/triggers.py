"""Lambda triggers: build the event, run the function within five seconds, check what comes back.

A pool's triggers fail closed: whatever is not a well-formed answer of the function is AWS's exception for it.
Page: developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from isthmus.errors import UnavailableError
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import unrecognizable_output
from isthmus.local.cognito.pools import Pool

TIME_LIMIT_SECONDS = 5.0
# WIRE: what administrators do comes from no app client (developerguide/user-pool-lambda-pre-sign-up).
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionAnswer:
    """What Lambda's Invoke gave. `error` is X-Amz-Function-Error; the payload has its errorMessage then."""

    payload: bytes
    error: str | None


class FunctionUnavailableError(UnavailableError):
    """Lambda did not run the function; the reason is AWS's code for it, such as AccessDeniedException."""


class FunctionTimeoutError(UnavailableError):
    """Lambda gave no answer in time."""


class Functions(Protocol):
    """Run Lambda functions on behalf of Cognito."""

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        """Invoke synchronously as `cognito-idp.amazonaws.com` for the pool `source_arn`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerEvent:
    """One event. `trigger` is the name in LambdaConfig, which is also the one in AWS's error messages."""

    trigger: str
    source: str
    username: str
    client_id: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    version: str = "1"


class Triggers:
    """Run the functions of a pool's triggers."""

    def __init__(self, functions: Functions, *, region: str, time_limit_seconds: float) -> None:
        self._functions = functions
        self._region = region
        self._time_limit_seconds = time_limit_seconds

    async def run(self, function_arn: str, event: TriggerEvent, *, pool: Pool) -> dict[str, Any]:
        """Give the `response` of the event that the function returned, or raise AWS's exception."""
        payload = json.dumps(self._document(event, pool=pool)).encode()
        try:
            async with asyncio.timeout(self._time_limit_seconds):
                answer = await self._functions.invoke(function_arn, source_arn=pool.arn, payload=payload)
        except (TimeoutError, FunctionTimeoutError) as error:
            reason = "Socket timeout while invoking Lambda function"
            raise _not_run(event.trigger, reason) from error
        except FunctionUnavailableError as error:
            raise _not_run(event.trigger, str(error)) from error
        if answer.error is not None:
            raise AwsError(
                "UserLambdaValidationException",
                f"{event.trigger} failed with error {_error_message(answer.payload)}.",
            )
        return _response(answer.payload)

    def _document(self, event: TriggerEvent, *, pool: Pool) -> dict[str, Any]:
        return {
            "version": event.version,
            "region": self._region,
            "userPoolId": pool.id,
            "userName": event.username,
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": event.client_id},
            "triggerSource": event.source,
            "request": event.request,
            "response": event.response,
        }


def _not_run(trigger: str, reason: str) -> AwsError:
    return AwsError("UnexpectedLambdaException", f"{trigger} invocation failed due to error {reason}.")


def _error_message(payload: bytes) -> str:
    document = _parse(payload)
    message = document.get("errorMessage") if isinstance(document, dict) else None
    return message if isinstance(message, str) else "null"


def _response(payload: bytes) -> dict[str, Any]:
    document = _parse(payload)
    response = document.get("response") if isinstance(document, dict) else None
    if not isinstance(response, dict):
        raise unrecognizable_output()
    return response


def _parse(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None
