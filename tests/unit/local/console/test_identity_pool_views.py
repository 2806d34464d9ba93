from unit.local.cognito.identity.local_identity_pools import PROVIDER_ARN, ROLE_ARN, USER_POOL_NAME
from unit.local.console.console_under_test import ConsoleUnderTest


def test_refuses_an_unknown_pool(console: ConsoleUnderTest) -> None:
    absent = "us-east-1:00000000-0000-4000-8000-000000000000"
    answer = console.get(f"/api/cognito/identity-pools/{absent}")
    assert answer.json()["error"] == "ResourceNotFoundException"


def test_shows_a_pool_its_providers_and_roles(console: ConsoleUnderTest) -> None:
    pool_id = console.identity_pools.create_pool()
    document = console.get(f"/api/cognito/identity-pools/{pool_id}").json()
    assert document["id"] == pool_id
    assert not document["allows_guests"]
    assert document["login_providers"] == [
        {"name": USER_POOL_NAME, "kind": "user pool"},
        {"name": PROVIDER_ARN, "kind": "OpenID Connect"},
    ]
    assert document["roles"] == {"authenticated": ROLE_ARN, "unauthenticated": None}
    assert document["identities"] == []
    assert not document["has_more_identities"]
