from typing import Any

import pytest

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.external.claim_mapping import map_claims
from unit.local.cognito.local_pools import Json, LocalPools

SCHEMA = [
    {"Name": "team", "AttributeDataType": "String", "Mutable": True},
    {"Name": "badge", "AttributeDataType": "String", "Mutable": False},
]
WRITABLE = ["email", "name", "custom:team", "custom:badge"]


def mapped(
    local: LocalPools,
    claims: Json,
    mapping: Json,
    *,
    current: Json | None = None,
    writable: list[str] | None = WRITABLE,
    settings: Json | None = None,
) -> dict[str, str]:
    pool_id = local.call("CreateUserPool", PoolName="mapping", Schema=SCHEMA, **(settings or {}))["UserPool"][
        "Id"
    ]
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        **({} if writable is None else {"WriteAttributes": writable}),
    )["UserPoolClient"]
    services = local.pools._services
    return map_claims(
        claims,
        mapping=mapping,
        pool=services.pools.get(pool_id),
        client=services.clients.get(client["ClientId"], pool_id=pool_id),
        current=current or {},
    )


def test_refuses_a_value_for_an_immutable_attribute(local: LocalPools) -> None:
    with pytest.raises(AwsError, match=r"user\.custom:badge: Attribute cannot be updated\."):
        mapped(local, {"badge": "7"}, {"custom:badge": "badge"})


def test_leaves_out_what_the_client_may_not_write(local: LocalPools) -> None:
    claims, mapping = {"team": "red", "name": "Bea"}, {"custom:team": "team", "name": "name"}
    assert mapped(local, claims, mapping, writable=None) == {"name": "Bea"}


def test_an_address_is_unverified_unless_the_provider_says_otherwise(local: LocalPools) -> None:
    claims = {"email": "bea@example.com", "email_verified": True}
    assert mapped(local, claims, {"email": "email"})["email_verified"] == "false"
    verified = mapped(local, claims, {"email": "email", "email_verified": "email_verified"})
    assert verified["email_verified"] == "true"


def test_writes_no_value_that_did_not_change(local: LocalPools) -> None:
    current = {"email": "bea@example.com", "email_verified": "true"}
    claims = {"email": "BEA@example.com"}
    settings: Json = {"UsernameConfiguration": {"CaseSensitive": False}}
    assert mapped(local, claims, {"email": "email"}, current=current, settings=settings) == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["a", "b c", "d*_.-~", 5], "[a,b+c,d*_.-%7E,5]"),
        (True, "true"),
        (7, "7"),
        ([], "[]"),
    ],
)
def test_writes_claims_as_texts(local: LocalPools, value: Any, text: str) -> None:
    assert mapped(local, {"team": value}, {"custom:team": "team"}) == {"custom:team": text}
