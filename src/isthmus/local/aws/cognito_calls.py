"""Calls of Cognito's APIs: read, authenticated where the operation wants it, answered here."""

from typing import Any

from starlette.responses import Response

from isthmus.local.aws.callers import Callers
from isthmus.local.aws.cors import allow_every_origin
from isthmus.local.aws.requests import Request, read_request
from isthmus.local.aws.resources import checks_of
from isthmus.local.awsjson import AwsError, JsonService, error_response

LARGEST_BODY = 1024 * 1024
CONTENT_TYPE = "application/x-amz-json-1.1"


class CognitoCalls:
    """Answer calls of user pools and identity pools."""

    def __init__(self, callers: Callers, *, region: str, account_id: str) -> None:
        self._callers = callers
        self._region = region
        self._account_id = account_id

    async def answer(self, service: JsonService, scope: Any, receive: Any, *, request_id: str) -> Response:
        """Give the answer; pages of every origin may read it."""
        try:
            request = await read_request(scope, receive, largest_body=LARGEST_BODY)
            response = await self._run(service, request, request_id=request_id)
        except AwsError as error:
            response = error_response(error, request_id)
        allow_every_origin(response.headers)
        return response

    async def _run(self, service: JsonService, request: Request, *, request_id: str) -> Response:
        _check_content_type(request)
        operation = (request.find_header("x-amz-target") or "").partition(".")[2]
        if service.knows(operation) and not service.is_unsigned(operation):
            checks = checks_of(
                service.name, operation, request.body, region=self._region, account_id=self._account_id
            )
            await self._callers.verify_caller(request, service=service.name, checks=checks)
        return await service.answer(operation, request.body, request_id=request_id)


def _check_content_type(request: Request) -> None:
    """Raise AwsError unless the body is said to be of the protocol: AWS then knows no such operation."""
    media_type = (request.find_header("content-type") or "").partition(";")[0].strip().lower()
    if media_type != CONTENT_TYPE:
        raise AwsError("UnknownOperationException", f"The Content-Type must be {CONTENT_TYPE}")
