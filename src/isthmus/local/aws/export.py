"""`GET /_isthmus/export`: everything of Cognito as a seed, for the administrator. AWS has nothing like it.

SECURITY: the answer holds client secrets and password digests: only a request that the administrator signed
gets it, whatever IAM allows others.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import JSONResponse, Response

from isthmus.errors import ConfigurationError
from isthmus.local.aws.callers import Callers
from isthmus.local.aws.refusals import Protocol, as_aws_error
from isthmus.local.aws.requests import read_request
from isthmus.local.aws.signatures import MISSING, Fault, SignatureError, find_claim
from isthmus.local.awsjson import AwsError

VERSION = 1
Document = dict[str, Any]


class Export:
    """Answer requests for the export."""

    def __init__(
        self,
        callers: Callers,
        *,
        user_pools: Callable[[], Awaitable[list[Document]]],
        identity_pools: Callable[[], list[Document]],
    ) -> None:
        self._callers = callers
        self._user_pools = user_pools
        self._identity_pools = identity_pools

    async def answer(self, scope: Any, receive: Any) -> Response:
        """Give the document, or raise AwsError."""
        request = await read_request(scope, receive, largest_body=0)
        try:
            claim = find_claim(request)
            if claim is None:
                raise SignatureError(Fault.MISSING, MISSING)  # noqa: TRY301  worded like the others
            self._callers.verify_admin(request, claim)
        except SignatureError as error:
            raise as_aws_error(error, protocol=Protocol.REST_JSON) from error
        if request.method != "GET":
            raise AwsError("MethodNotAllowed", "The export is read with GET.", status=405)
        try:
            user_pools = await self._user_pools()
        except ConfigurationError as error:
            raise AwsError("LimitExceededException", str(error)) from error
        document = {
            "version": VERSION,
            "user_pools": user_pools,
            "identity_pools": self._identity_pools(),
        }
        present = {name: value for name, value in document.items() if value}
        return JSONResponse(present, headers={"Cache-Control": "no-store"})
