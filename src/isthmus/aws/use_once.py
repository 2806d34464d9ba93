"""What may happen once: a DynamoDB table in which a digest can be written by one caller only.

The table has the text key `digest`, and its time-to-live attribute is `expires_at` (epoch seconds).
"""

from isthmus.clock import Clock
from isthmus.errors import DeniedError
from isthmus.json_answer import JsonApi

_TAKEN = "ConditionalCheckFailedException"


class UseOnceTable:
    """Claim digests in a table."""

    __slots__ = ("_clock", "_dynamodb", "_table")

    def __init__(self, *, dynamodb: JsonApi, table: str, clock: Clock) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock

    def claim(self, digest: str, *, ttl_seconds: int) -> None:
        """Write the digest, or raise `DeniedError` if it was written before.

        It is one conditional write: of any number of callers, one wins. Raises `UnavailableError` if
        DynamoDB gives no answer; whether the digest is then claimed is unknown, so start anew with another.
        """
        fields = {
            "TableName": self._table,
            "Item": {
                "digest": {"S": digest},
                "expires_at": {"N": str(int(self._clock.now()) + ttl_seconds)},
            },
            "ConditionExpression": "attribute_not_exists(#digest)",
            "ExpressionAttributeNames": {"#digest": "digest"},
        }
        refusal, _ = self._dynamodb.call("PutItem", fields=fields, expected_refusals={_TAKEN})
        if refusal is not None:
            raise DeniedError("it was used before", rule="use_once")
