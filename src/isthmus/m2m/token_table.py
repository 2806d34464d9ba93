"""Tokens shared by processes on many machines: `TokenTable`, in DynamoDB.

The table has the text key `key`, and its time-to-live attribute is `expires_at` (epoch seconds). Who may read
it can act as the client: grant `dynamodb:GetItem`, `PutItem` and `DeleteItem` on it to the callers alone.
"""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator

from isthmus.clock import Clock
from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import UnavailableError
from isthmus.json_answer import JsonAnswer, JsonApi
from isthmus.secret import Secret

_TAKEN = "ConditionalCheckFailedException"
_LEASE_SECONDS = 15
_LOOKS = 20
_PAUSE_SECONDS = 0.25


class TokenTable:
    """Keep tokens in a table, one item per key, and beside it a lease of whoever asks for a token."""

    def __init__(
        self,
        *,
        dynamodb: JsonApi,
        table: str,
        clock: Clock,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._clock = clock
        self._pause = pause

    @contextlib.contextmanager
    def reserve(self, key: str) -> Iterator[None]:
        """Hold the lease of a key, waiting up to 5 s for another's; after that, go on without it."""
        owner = secrets.token_urlsafe(16)
        is_held = self._wait_for_lease(key, owner)
        try:
            yield
        finally:
            if is_held:
                self._give_back(key, owner)

    def find(self, key: str) -> IssuedToken | None:
        """Give the token that is kept, or None."""
        fields = {"TableName": self._table, "Key": {"key": {"S": f"token/{key}"}}, "ConsistentRead": True}
        _, answer = self._dynamodb.call("GetItem", fields=fields)
        item = answer.find_object("Item")
        if item is None:
            return None
        return IssuedToken(
            token=Secret(_get(item, "token", type_="S")),
            asked_at=_get_time(item, "asked_at"),
            expires_at=_get_time(item, "expires_at"),
        )

    def keep(self, key: str, issued: IssuedToken) -> None:
        """Put the item in the place of any other."""
        item = {
            "key": {"S": f"token/{key}"},
            "token": {"S": issued.token.reveal()},
            "asked_at": {"N": str(int(issued.asked_at))},
            "expires_at": {"N": str(int(issued.expires_at))},
        }
        self._dynamodb.call("PutItem", fields={"TableName": self._table, "Item": item})

    def _wait_for_lease(self, key: str, owner: str) -> bool:
        for _ in range(_LOOKS):
            if self._take_lease(key, owner):
                return True
            self._pause(_PAUSE_SECONDS)
        return False

    def _take_lease(self, key: str, owner: str) -> bool:
        now = int(self._clock.now())
        fields = {
            "TableName": self._table,
            "Item": {
                "key": {"S": f"lease/{key}"},
                "owner": {"S": owner},
                "expires_at": {"N": str(now + _LEASE_SECONDS)},
            },
            "ConditionExpression": "attribute_not_exists(#key) OR #expires_at < :now",
            "ExpressionAttributeNames": {"#key": "key", "#expires_at": "expires_at"},
            "ExpressionAttributeValues": {":now": {"N": str(now)}},
        }
        refusal, _ = self._dynamodb.call("PutItem", fields=fields, expected_refusals={_TAKEN})
        return refusal is None

    def _give_back(self, key: str, owner: str) -> None:
        fields = {
            "TableName": self._table,
            "Key": {"key": {"S": f"lease/{key}"}},
            "ConditionExpression": "#owner = :owner",
            "ExpressionAttributeNames": {"#owner": "owner"},
            "ExpressionAttributeValues": {":owner": {"S": owner}},
        }
        with contextlib.suppress(UnavailableError):  # it ends by itself
            self._dynamodb.call("DeleteItem", fields=fields, expected_refusals={_TAKEN})


def _get(item: JsonAnswer, name: str, *, type_: str) -> str:
    value = item.find_object(name)
    if value is None:
        raise UnavailableError(f"the token table holds an item without {name}")
    return value.get_text(type_)


def _get_time(item: JsonAnswer, name: str) -> float:
    text = _get(item, name, type_="N")
    if not text.isdecimal():
        raise UnavailableError(f"the token table holds an item whose {name} is no time")
    return float(text)
