from typing import Any

import pytest

from unit.local.cognito.local_pools import ISSUER_BASE, Json, LocalPools, claims_of

pytestmark = pytest.mark.usefixtures("user")


@pytest.fixture
def client_id(local: LocalPools, pool_id: str) -> str:
    local.call(
        "AdminSetUserPassword",
        UserPoolId=pool_id,
        Username="jane",
        Password="Sample-password-1",
        Permanent=True,
    )
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    found: str = client["UserPoolClient"]["ClientId"]
    return found


def sign_in(local: LocalPools, pool_id: str, client_id: str, flow: str, **parameters: str) -> Json:
    """Give the tokens."""
    answer = local.call(
        "AdminInitiateAuth",
        UserPoolId=pool_id,
        ClientId=client_id,
        AuthFlow=flow,
        AuthParameters=parameters,
    )
    result: Json = answer["AuthenticationResult"]
    return result


@pytest.fixture
def tokens(local: LocalPools, pool_id: str, client_id: str) -> Json:
    credentials = {"USERNAME": "jane", "PASSWORD": "Sample-password-1"}
    return sign_in(local, pool_id, client_id, "ADMIN_USER_PASSWORD_AUTH", **credentials)


def is_live(local: LocalPools, pool_id: str, id_token: str, **changes: Any) -> bool:
    return local.pools.is_signed_in(f"{ISSUER_BASE}/{pool_id}", claims_of(id_token) | changes)


@pytest.mark.parametrize("ending", ["AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser"])
def test_a_sign_in_ends_with(local: LocalPools, pool_id: str, tokens: Json, ending: str) -> None:
    local.call(ending, UserPoolId=pool_id, Username="jane")
    assert not is_live(local, pool_id, tokens["IdToken"])


def test_a_sign_in_ends_when_its_refresh_token_is_revoked(
    local: LocalPools, pool_id: str, client_id: str, tokens: Json
) -> None:
    local.call("RevokeToken", Token=tokens["RefreshToken"], ClientId=client_id)
    assert not is_live(local, pool_id, tokens["IdToken"])


@pytest.mark.parametrize(
    "changes", [{"event_id": "unknown"}, {"event_id": None}, {"sub": "somebody"}, {"sub": None}]
)
def test_another_sign_in_or_user_is_not_live(
    local: LocalPools, pool_id: str, tokens: Json, changes: Json
) -> None:
    assert not is_live(local, pool_id, tokens["IdToken"], **changes)


def test_no_sign_in_is_live_in_another_pool(local: LocalPools, tokens: Json) -> None:
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    assert not is_live(local, other, tokens["IdToken"])
    assert not is_live(local, "us-east-1_Unknown", tokens["IdToken"])


def test_a_sign_in_is_live_and_stays_so_when_refreshed(
    local: LocalPools, pool_id: str, client_id: str, tokens: Json
) -> None:
    assert is_live(local, pool_id, tokens["IdToken"])
    refreshed = sign_in(local, pool_id, client_id, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=tokens["RefreshToken"])
    assert is_live(local, pool_id, refreshed["IdToken"])
