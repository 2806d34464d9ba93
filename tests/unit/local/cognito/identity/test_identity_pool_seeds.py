from typing import Any

import pytest

from isthmus.local.cognito.seeding.documents import SeededIdentityPool, SeedError
from unit.local.cognito.identity.local_identity_pools import (
    APP_CLIENT_ID,
    PROVIDER_ARN,
    ROLE_ARN,
    USER_POOL_NAME,
    LocalIdentityPools,
)

POOL_ID = "us-east-1:11111111-2222-4333-8444-555555555555"
SETTINGS = {
    "IdentityPoolName": "sample",
    "AllowUnauthenticatedIdentities": False,
    "OpenIdConnectProviderARNs": [PROVIDER_ARN],
    "CognitoIdentityProviders": [{"ProviderName": USER_POOL_NAME, "ClientId": APP_CLIENT_ID}],
    "IdentityPoolTags": {"team": "blue"},
}
ROLES = {
    "Roles": {"authenticated": ROLE_ARN},
    "RoleMappings": {
        f"{USER_POOL_NAME}:{APP_CLIENT_ID}": {"Type": "Token", "AmbiguousRoleResolution": "Deny"}
    },
}


def seeded(**more: Any) -> SeededIdentityPool:
    return SeededIdentityPool(
        **{"where": "seed.yaml:1", "id": POOL_ID, "settings": SETTINGS, "roles": ROLES} | more
    )


@pytest.mark.parametrize(
    ("pool", "refusal"),
    [
        (seeded(id="us-east-1:sample"), "us-east-1:sample is not us-east-1: and a UUID"),
        (seeded(id=POOL_ID.replace("us-", "eu-")), "is not us-east-1: and a UUID"),
        (seeded(settings={}), "failed to satisfy constraint: Member must not be null"),
        (seeded(settings={**SETTINGS, "Name": "x"}), "CreateIdentityPool of cognito-identity takes no Name"),
        (
            seeded(settings={**SETTINGS, "OpenIdConnectProviderARNs": ["arn:aws:iam::1:x"]}),
            "Invalid|constraint",
        ),
        (seeded(roles={"Roles": {"admin": ROLE_ARN}}), "authenticated"),
        (seeded(roles={"RoleMappings": {"x": {"Type": "Token"}}}), "not a valid RoleMapping ProviderName"),
    ],
)
def test_refuses_what_the_api_would(
    identity: LocalIdentityPools, pool: SeededIdentityPool, refusal: str
) -> None:
    with pytest.raises(SeedError, match=refusal):
        identity.pools.ensure_seeded(pool)
    assert identity.pools.export() == []


@pytest.mark.parametrize(
    "other", [{"settings": {**SETTINGS, "IdentityPoolName": "other"}}, {"roles": {"Roles": {}}}]
)
def test_refuses_a_seed_that_contradicts_what_is_there(
    identity: LocalIdentityPools, other: dict[str, Any]
) -> None:
    identity.pools.ensure_seeded(seeded())
    before = identity.pools.export()
    with pytest.raises(SeedError, match=f"has identity pool {POOL_ID} with other settings"):
        identity.pools.ensure_seeded(seeded(**other))
    assert identity.pools.export() == before


def test_the_pool_has_the_id_of_the_seed_and_its_export_makes_the_same(
    identity: LocalIdentityPools,
) -> None:
    identity.pools.ensure_seeded(seeded())
    assert identity.call("DescribeIdentityPool", IdentityPoolId=POOL_ID)["IdentityPoolName"] == "sample"
    (exported,) = identity.pools.export()
    identity.pools.ensure_seeded(seeded(settings=exported["settings"], roles=exported["roles"]))
    identity.call("DeleteIdentityPool", IdentityPoolId=POOL_ID)
    identity.pools.ensure_seeded(seeded(settings=exported["settings"], roles=exported["roles"]))
    assert identity.pools.export() == [exported]
