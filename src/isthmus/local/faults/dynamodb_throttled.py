"""dynamodb-throttled: a table's capacity is used up.

WIRE: 400 ProvisionedThroughputExceededException in DynamoDB's own words, with its protocol's checksum
(developerguide/Programming.Errors). SDKs try again, up to ten times, before they tell.
"""

import json
import uuid
import zlib

from starlette.responses import Response
from starlette.types import ASGIApp, Scope

from isthmus.local.aws.cors import allow_every_origin
from isthmus.local.faults.requests import TARGET, header_of
from isthmus.local.faults.shares import SHARE, Shares
from isthmus.local.faults.switch import About, FaultId, Switch

ABOUT = About(
    fault=FaultId.DYNAMODB_THROTTLED,
    title="DynamoDB throttled",
    what="Reading and writing items of any table answers ProvisionedThroughputExceededException.",
    settings=(SHARE,),
)
_PREFIX = "DynamoDB_20120810."
_OF_ITEMS = frozenset(
    {
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    }
)
_ERROR = {
    "__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "message": (
        "The level of configured provisioned throughput for the table was exceeded. "
        "Consider increasing your provisioning level with the UpdateTable API."
    ),
}


class DynamoDbThrottled:
    """Answer in DynamoDB's place."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self._shares = Shares()

    async def meet(self, scope: Scope) -> ASGIApp | None:
        """Give the refusal, for the share of calls about items."""
        target = header_of(scope, TARGET)
        if scope["method"] != "POST" or not target.startswith(_PREFIX):
            return None
        if target.removeprefix(_PREFIX) not in _OF_ITEMS:
            return None
        return _refusal() if self._shares.is_next_met(self.switch.number(SHARE.name)) else None


def _refusal() -> Response:
    body = json.dumps(_ERROR, separators=(",", ":")).encode()
    headers = {"x-amzn-requestid": str(uuid.uuid4()), "x-amz-crc32": str(zlib.crc32(body))}
    refusal = Response(body, status_code=400, media_type="application/x-amz-json-1.0", headers=headers)
    allow_every_origin(refusal.headers)
    return refusal
