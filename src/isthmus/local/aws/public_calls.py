"""Calls of an API's or a function's own address: public, unless the API asks for a signature.

Which of them want one is API Gateway's and Lambda's affair, and so is a bearer token. A signature is looked
at here only so far that no call passes as the account's root but the administrator's own.
"""

from typing import Any

from starlette.responses import JSONResponse, Response

from isthmus.errors import UnavailableError
from isthmus.local.aws.callers import Callers, check_key_form
from isthmus.local.aws.forwarding import Forwarding
from isthmus.local.aws.requests import Request
from isthmus.local.aws.root_signature import as_root
from isthmus.local.aws.signatures import ALGORITHM, Claim, SignatureError, find_claim


class PublicCalls:
    """Answer public calls."""

    def __init__(self, *, callers: Callers, forwarding: Forwarding, account_id: str) -> None:
        self._callers = callers
        self._forwarding = forwarding
        self._account_id = account_id

    async def answer(self, request: Request, *, send: Any) -> Response | None:
        """Give the response, or None if the emulator's was sent."""
        try:
            claim = _find_aws_claim(request)
            if claim is not None and self._callers.is_admin(claim):
                self._callers.verify_admin(request, claim)
                root = as_root(
                    request, service=claim.service, region=claim.region, account_id=self._account_id
                )
                await self._forwarding.pass_to_public_api(root, caller="root", send=send)
                return None
            if claim is not None:
                check_key_form(claim)
            await self._forwarding.pass_to_public_api(request, caller="public", send=send)
        except SignatureError as error:
            return JSONResponse({"message": error.message}, status_code=403)
        except UnavailableError:
            return JSONResponse({"message": "Service Unavailable"}, status_code=503)
        return None


def _find_aws_claim(request: Request) -> Claim | None:
    """Give what the request says of an AWS signature; an Authorization header may be another scheme's."""
    authorization = request.find_header("authorization")
    if authorization is not None and not authorization.startswith((ALGORITHM, "AWS")):
        request = _without_authorization(request)
    return find_claim(request)


def _without_authorization(request: Request) -> Request:
    headers = tuple(pair for pair in request.headers if pair[0] != "authorization")
    return Request(
        method=request.method,
        raw_path=request.raw_path,
        raw_query=request.raw_query,
        headers=headers,
        body=request.body,
    )
