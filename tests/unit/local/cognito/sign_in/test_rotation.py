import asyncio
from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of

pytestmark = pytest.mark.usefixtures("user")


@pytest.fixture
def client_id(local: LocalPools, pool_id: str, custom_client: str) -> str:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    _rotate(local, pool_id, custom_client, grace=0)
    return custom_client


def _rotate(local: LocalPools, pool_id: str, client_id: str, *, grace: int, **more: Any) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=client_id,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": grace},
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://app.example.com/cb"],
        **more,
    )


def _sign_in(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth", ClientId=client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )
    result: Json = answered["AuthenticationResult"]
    return result


def _refresh(local: LocalPools, client_id: str, token: str, **more: Any) -> Json:
    answered = local.call("GetTokensFromRefreshToken", ClientId=client_id, RefreshToken=token, **more)
    result: Json = answered["AuthenticationResult"]
    return result


def test_refuses_refresh_token_auth(local: LocalPools, client_id: str) -> None:
    token = _sign_in(local, client_id)["RefreshToken"]
    with pytest.raises(RefusedError, match="REFRESH_TOKEN_AUTH flow not enabled for this client"):
        local.call(
            "InitiateAuth",
            ClientId=client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        )


def test_refuses_a_replaced_token_and_all_that_came_of_it(local: LocalPools, client_id: str) -> None:
    old = _sign_in(local, client_id)["RefreshToken"]
    fresh = _refresh(local, client_id, old)
    with pytest.raises(RefusedError) as refused:
        _refresh(local, client_id, old)
    assert refused.value.code == "RefreshTokenReuseException"
    with pytest.raises(RefusedError, match="Refresh Token has been revoked"):
        _refresh(local, client_id, fresh["RefreshToken"])
    with pytest.raises(RefusedError, match="Access Token has been revoked"):
        local.call("GetUser", AccessToken=fresh["AccessToken"])


def test_of_two_uses_at_once_one_is_taken(local: LocalPools, client_id: str) -> None:
    request = {"ClientId": client_id, "RefreshToken": _sign_in(local, client_id)["RefreshToken"]}

    async def both() -> list[Any]:
        calls = [local.answer("GetTokensFromRefreshToken", request) for _ in range(2)]
        return await asyncio.gather(*calls, return_exceptions=True)

    outcomes = local.run(both())
    refused = [outcome.code for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert refused == ["RefreshTokenReuseException"]


@pytest.mark.parametrize("seconds", [5, 60])
def test_a_replaced_token_is_good_until_its_grace_period_ends(
    local: LocalPools, pool_id: str, custom_client: str, seconds: int
) -> None:
    _rotate(local, pool_id, custom_client, grace=seconds)
    old = _sign_in(local, custom_client)["RefreshToken"]
    first = _refresh(local, custom_client, old)["RefreshToken"]
    local.clock.forward(seconds - 1)
    second = _refresh(local, custom_client, old)["RefreshToken"]
    assert len({old, first, second}) == 3
    assert "RefreshToken" in _refresh(local, custom_client, first)
    local.clock.forward(1)
    with pytest.raises(RefusedError) as refused:
        _refresh(local, custom_client, old)
    assert refused.value.code == "RefreshTokenReuseException"


def test_refuses_a_grace_period_of_more_than_a_minute(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    with pytest.raises(RefusedError, match="retryGracePeriodSeconds"):
        _rotate(local, pool_id, client_id, grace=61)


def test_the_life_of_the_first_token_is_that_of_all(local: LocalPools, pool_id: str, client_id: str) -> None:
    units = {"RefreshToken": "minutes"}
    _rotate(local, pool_id, client_id, grace=0, RefreshTokenValidity=60, TokenValidityUnits=units)
    token = _sign_in(local, client_id)["RefreshToken"]
    local.clock.forward(3599)
    token = _refresh(local, client_id, token)["RefreshToken"]
    local.clock.forward(1)
    with pytest.raises(RefusedError, match="Refresh Token has expired"):
        _refresh(local, client_id, token)


def test_a_replaced_token_stays_refused_after_rotation_ends(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    old = _sign_in(local, client_id)["RefreshToken"]
    _refresh(local, client_id, old)
    local.call("UpdateUserPoolClient", UserPoolId=pool_id, ClientId=client_id)
    with pytest.raises(RefusedError) as refused:
        _refresh(local, client_id, old)
    assert refused.value.code == "RefreshTokenReuseException"


def test_revoking_a_replaced_token_revokes_the_sign_in(local: LocalPools, client_id: str) -> None:
    old = _sign_in(local, client_id)["RefreshToken"]
    fresh = _refresh(local, client_id, old)["RefreshToken"]
    local.call("RevokeToken", ClientId=client_id, Token=old)
    with pytest.raises(RefusedError, match="Refresh Token has been revoked"):
        _refresh(local, client_id, fresh)


def test_refuses_a_wrong_secret_before_the_token_is_looked_at(local: LocalPools, pool_id: str) -> None:
    client = local.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="confidential", GenerateSecret=True
    )["UserPoolClient"]
    for more in ({}, {"ClientSecret": "wrong" * 6}):
        with pytest.raises(RefusedError, match="Invalid client or secret") as refused:
            _refresh(local, client["ClientId"], "x", **more)
        assert refused.value.code == "NotAuthorizedException"
    with pytest.raises(RefusedError, match="Invalid Refresh Token"):
        _refresh(local, client["ClientId"], "x", ClientSecret=client["ClientSecret"])


def test_refuses_a_secret_of_a_client_without_one(local: LocalPools, client_id: str) -> None:
    with pytest.raises(RefusedError, match="Invalid client or secret"):
        _refresh(local, client_id, "x", ClientSecret="wrong" * 6)


def test_refuses_a_client_that_cannot_refresh(local: LocalPools, pool_id: str, custom_client: str) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"],
    )
    with pytest.raises(RefusedError, match="REFRESH_TOKEN_AUTH flow not enabled for this client"):
        _refresh(local, custom_client, "x")


def test_refuses_a_replaced_token_at_the_token_endpoint(local: LocalPools, client_id: str) -> None:
    old = _sign_in(local, client_id)["RefreshToken"]
    form = f"grant_type=refresh_token&client_id={client_id}&refresh_token="
    fresh = local.post_token(form + old).json()
    assert set(fresh) == {"access_token", "id_token", "refresh_token", "token_type", "expires_in"}
    response = local.post_token(form + old)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})
    response = local.post_token(form + fresh["refresh_token"])
    assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})


def test_a_refresh_gives_a_new_refresh_token_of_the_same_sign_in(local: LocalPools, client_id: str) -> None:
    first = _sign_in(local, client_id)
    second = _refresh(local, client_id, first["RefreshToken"])
    third = _refresh(local, client_id, second["RefreshToken"])
    assert len({first["RefreshToken"], second["RefreshToken"], third["RefreshToken"]}) == 3
    origins = [claims_of(result["AccessToken"])["origin_jti"] for result in (first, second, third)]
    assert len(set(origins)) == 1


def test_without_rotation_the_operation_gives_no_new_refresh_token(
    local: LocalPools, custom_client: str
) -> None:
    token = _sign_in(local, custom_client)["RefreshToken"]
    for _ in range(2):
        assert set(_refresh(local, custom_client, token)) == {
            "AccessToken",
            "IdToken",
            "ExpiresIn",
            "TokenType",
        }


def test_a_refresh_hands_its_metadata_to_the_pre_token_trigger(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    token = _sign_in(local, client_id)["RefreshToken"]
    arn = "arn:aws:lambda:us-east-1:123456789012:function:pre-token"
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"PreTokenGeneration": arn})
    local.functions.run[arn] = lambda event: event
    _refresh(local, client_id, token, ClientMetadata={"k": "v"})
    event = local.functions.events[-1]
    assert event["triggerSource"] == "TokenGeneration_RefreshTokens"
    assert event["request"]["clientMetadata"] == {"k": "v"}
