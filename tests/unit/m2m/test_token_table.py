"""Tokens in DynamoDB: one lease at a time, and no token lost to a lease that nobody gives back."""

import threading
from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import UnavailableError
from isthmus.m2m.token_table import TokenTable
from isthmus.secret import Secret
from unit.aws.fake_aws import FakeAws, RefusedByFakeError, refuse
from unit.jose.issuing import SetClock

TABLE = "sample-tokens"
TOKEN = IssuedToken(token=Secret("a.b.c"), asked_at=1000, expires_at=4600)


class Table:
    """What DynamoDB does with the few expressions that are sent."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        self.aws = FakeAws({"GetItem": self.get, "PutItem": self.put, "DeleteItem": self.delete})

    def get(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        assert (fields["TableName"], fields["ConsistentRead"]) == (TABLE, True)
        item = self.items.get(fields["Key"]["key"]["S"])
        return {} if item is None else {"Item": item}

    def put(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        key = fields["Item"]["key"]["S"]
        with self._lock:
            if "ConditionExpression" in fields:
                assert fields["ConditionExpression"] == "attribute_not_exists(#key) OR #expires_at < :now"
                now = int(fields["ExpressionAttributeValues"][":now"]["N"])
                if key in self.items and int(self.items[key]["expires_at"]["N"]) >= now:
                    raise RefusedByFakeError("ConditionalCheckFailedException")
            self.items[key] = dict(fields["Item"])
        return {}

    def delete(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        assert fields["ConditionExpression"] == "#owner = :owner"
        key = fields["Key"]["key"]["S"]
        if self.items.get(key, {}).get("owner") != fields["ExpressionAttributeValues"][":owner"]:
            raise RefusedByFakeError("ConditionalCheckFailedException")
        del self.items[key]
        return {}


def a_table(
    table: Table | None = None, *, aws: FakeAws | None = None, clock: SetClock | None = None
) -> TokenTable:
    clock = clock or SetClock(1000)

    def pause(seconds: float) -> None:
        clock.time += seconds

    return TokenTable(dynamodb=aws or (table or Table()).aws, table=TABLE, clock=clock, pause=pause)


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"token": {"S": "a"}},
        {"token": {"S": "a"}, "asked_at": {"N": "x"}, "expires_at": {"N": "1"}},
        {"token": {"N": "1"}, "asked_at": {"N": "1"}, "expires_at": {"N": "1"}},
    ],
)
def test_an_item_that_is_no_token_is_unavailable(item: dict[str, Any]) -> None:
    table = Table()
    table.items["token/key"] = item
    with pytest.raises(UnavailableError):
        a_table(table).find("key")


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_a_table_that_refuses_is_unavailable(operation: str) -> None:
    aws = FakeAws({**Table().aws.operations, operation: refuse("AccessDeniedException")})
    shared = a_table(aws=aws)
    with pytest.raises(UnavailableError), shared.reserve("key"):
        shared.find("key")


def test_waits_for_anothers_lease_and_then_goes_on_without_it() -> None:
    table, clock = Table(), SetClock(1000)
    one, other = a_table(table), a_table(table, clock=clock)
    with one.reserve("key"):
        held = dict(table.items)
        with other.reserve("key"):
            assert clock.now() == 1005
            assert table.items == held
        assert table.items == held


def test_takes_a_lease_that_nobody_gave_back() -> None:
    table, clock = Table(), SetClock(1000)
    a_table(table)._take_lease("key", "a process that died")
    clock.time += 16
    with a_table(table, clock=clock).reserve("key"):
        assert clock.now() == 1016


def test_gives_what_was_kept_and_gives_the_lease_back() -> None:
    table = Table()
    shared = a_table(table)
    with shared.reserve("key"):
        assert shared.find("key") is None
        shared.keep("key", TOKEN)
    assert shared.find("key") == TOKEN
    assert set(table.items) == {"token/key"}
