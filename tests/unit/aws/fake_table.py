"""A DynamoDB table that knows one conditional write, as the real one decides it."""

import threading
from collections.abc import Mapping
from typing import Any

from unit.aws.fake_aws import RefusedByFakeError

TABLE = "isthmus-use-once"


class FakeTable:
    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def put_item(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        assert fields["TableName"] == TABLE
        assert fields["ConditionExpression"] == "attribute_not_exists(#digest)"
        assert fields["ExpressionAttributeNames"] == {"#digest": "digest"}
        with self._lock:
            if fields["Item"]["digest"]["S"] in self.items:
                raise RefusedByFakeError("ConditionalCheckFailedException")
            self.items[fields["Item"]["digest"]["S"]] = fields["Item"]
        return {}
