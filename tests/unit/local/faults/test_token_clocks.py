"""clock-skew, in the tokens of real user pools and of a real org."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError, claims_of
from unit.local.faults.boards import NOW, Board
from unit.local.salesforce.orgs import Browser, OrgUnderTest, open_test_org

SCOPE = "api/read"


def skew(board: Board, **settings: Any) -> None:
    asyncio.run(board.on("clock-skew", **settings))


def machine_token(pools: LocalPools) -> dict[str, Any]:
    pool = pools.call("CreateUserPool", PoolName="sample")["UserPool"]["Id"]
    pools.call("CreateUserPoolDomain", Domain="sample", UserPoolId=pool)
    pools.call(
        "CreateResourceServer",
        UserPoolId=pool,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}],
    )
    client = pools.call(
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="job",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[SCOPE],
    )["UserPoolClient"]
    form = f"grant_type=client_credentials&client_id={client['ClientId']}"
    answer = pools.post_token(f"{form}&client_secret={client['ClientSecret']}")
    return claims_of(answer.json()["access_token"])


def id_token(org: OrgUnderTest) -> dict[str, Any]:
    return claims_of(Browser(org).tokens()["id_token"])


@pytest.mark.parametrize("seconds", [-86_400, -1, 1, 86_400])
def test_the_tokens_of_a_pool_are_dated_wrong(tmp_path: Path, board: Board, seconds: int) -> None:
    skew(board, of="cognito", seconds=seconds)
    pools = LocalPools(tmp_path, token_clock=board.faults.cognito_token_clock)
    claims = machine_token(pools)
    assert (claims["iat"], claims["exp"]) == (NOW + seconds, NOW + seconds + 3600)
    assert board.acted == ["clock-skew"]
    pools.close()


def user_token(pools: LocalPools) -> str:
    pool = pools.call("CreateUserPool", PoolName="people")["UserPool"]["Id"]
    client = pools.call(
        "CreateUserPoolClient",
        UserPoolId=pool,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    pools.call("AdminCreateUser", UserPoolId=pool, Username="jane")
    pools.call(
        "AdminSetUserPassword", UserPoolId=pool, Username="jane", Password="Sample-passw0rd", Permanent=True
    )
    signed_in = pools.call(
        "AdminInitiateAuth",
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "jane", "PASSWORD": "Sample-passw0rd"},
    )
    return str(signed_in["AuthenticationResult"]["AccessToken"])


@pytest.mark.parametrize("seconds", [-86_400, 86_400])
def test_an_expired_token_stays_expired_whatever_the_skew(tmp_path: Path, board: Board, seconds: int) -> None:
    pools = LocalPools(tmp_path, token_clock=board.faults.cognito_token_clock)
    token = user_token(pools)
    assert pools.call("GetUser", AccessToken=token)["Username"] == "jane"
    pools.clock.forward(3601)
    skew(board, of="cognito", seconds=seconds)
    with pytest.raises(RefusedError, match="Access Token has expired"):
        pools.call("GetUser", AccessToken=token)
    pools.close()


def test_the_id_tokens_of_the_org_are_dated_wrong_and_its_sessions_are_not(
    tmp_path: Path, board: Board
) -> None:
    org = open_test_org(tmp_path, token_clock=board.faults.org_token_clock)
    skew(board, of="org", seconds=3600)
    assert id_token(org)["iat"] == NOW + 3600
    rows = org.org._parts.database.rows("SELECT MAX(expires_at) AS latest FROM session")
    assert next(iter(rows))["latest"] < NOW + 86_400 / 2
    board.off("clock-skew")
    assert id_token(org)["iat"] == NOW
    org.org.close()


def test_the_other_system_keeps_its_clock(board: Board) -> None:
    skew(board, of="cognito")
    assert board.faults.org_token_clock.now() == NOW
    assert board.faults.cognito_token_clock.now() == NOW - 7200
    assert board.acted == ["clock-skew"]


def test_clocks_are_right_when_it_is_off(board: Board) -> None:
    assert board.faults.cognito_token_clock.now() == board.faults.org_token_clock.now() == NOW
    assert board.acted == []
