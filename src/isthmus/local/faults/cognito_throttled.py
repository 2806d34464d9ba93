"""cognito-throttled: Cognito's quotas are used up.

WIRE: APIs answer 400 TooManyRequestsException (API references), "Rate exceeded" as in boto/boto3#2517; the
token endpoint answers 429, whose body is not documented: here it has none, and clients go by the status.
Public documents, such as keys, are not throttled.
"""

import uuid

from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from isthmus.local.aws.cors import allow_every_origin
from isthmus.local.aws.routing import Destination
from isthmus.local.awsjson import AwsError, error_response
from isthmus.local.faults.requests import destination_of
from isthmus.local.faults.shares import SHARE, Shares
from isthmus.local.faults.switch import About, FaultId, Switch

ABOUT = About(
    fault=FaultId.COGNITO_THROTTLED,
    title="Cognito throttled",
    what=(
        "User pools and identity pools answer TooManyRequestsException, "
        "the token endpoint 429 with an empty body."
    ),
    settings=(SHARE,),
)
_APIS = frozenset({Destination.USER_POOLS, Destination.IDENTITY_POOLS})
_TOKEN_PATH = "/oauth2/token"  # noqa: S105  an address


class CognitoThrottled:
    """Answer in Cognito's place."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self._shares = Shares()

    async def meet(self, scope: Scope) -> ASGIApp | None:
        """Give the refusal, for the share of Cognito's calls."""
        if scope["method"] != "POST":
            return None
        destination = destination_of(scope)
        is_token = destination is Destination.USER_POOLS_WEB and scope["path"] == _TOKEN_PATH
        if not is_token and destination not in _APIS:
            return None
        if not self._shares.is_next_met(self.switch.number(SHARE.name)):
            return None
        return _token_refusal() if is_token else _api_refusal()


def _token_refusal() -> Response:
    return Response(status_code=429, headers={"Access-Control-Allow-Origin": "*"})


def _api_refusal() -> Response:
    refusal = error_response(AwsError("TooManyRequestsException", "Rate exceeded"), str(uuid.uuid4()))
    allow_every_origin(refusal.headers)
    return refusal
