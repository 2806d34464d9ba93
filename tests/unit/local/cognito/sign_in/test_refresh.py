import base64
import hashlib
import hmac

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of

pytestmark = pytest.mark.usefixtures("user")


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


def _refresh(local: LocalPools, client_id: str, token: str, **more: str) -> Json:
    answered = local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": token, **more},
    )
    result: Json = answered["AuthenticationResult"]
    return result


@pytest.mark.parametrize("token", ["x", "x" * 171, "a.b.c"])
def test_refuses_a_token_we_never_issued(local: LocalPools, custom_client: str, token: str) -> None:
    with pytest.raises(RefusedError, match="Invalid Refresh Token") as refused:
        _refresh(local, custom_client, token)
    assert refused.value.code == "NotAuthorizedException"


def test_refuses_an_access_token_in_its_place(local: LocalPools, custom_client: str) -> None:
    with pytest.raises(RefusedError, match="Invalid Refresh Token"):
        _refresh(local, custom_client, _sign_in(local, custom_client)["AccessToken"])


def test_refuses_a_token_of_another_client(local: LocalPools, pool_id: str, custom_client: str) -> None:
    other = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="other")["UserPoolClient"]
    token = _sign_in(local, custom_client)["RefreshToken"]
    with pytest.raises(RefusedError, match="Refresh Token has different Client"):
        _refresh(local, other["ClientId"], token)


def test_refuses_an_expired_token(local: LocalPools, pool_id: str, custom_client: str) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        RefreshTokenValidity=60,
        TokenValidityUnits={"RefreshToken": "minutes"},
    )
    token = _sign_in(local, custom_client)["RefreshToken"]
    local.clock.forward(3599)
    _refresh(local, custom_client, token)
    local.clock.forward(1)
    with pytest.raises(RefusedError, match="Refresh Token has expired"):
        _refresh(local, custom_client, token)


def test_refuses_a_client_without_the_flow(local: LocalPools, pool_id: str, custom_client: str) -> None:
    token = _sign_in(local, custom_client)["RefreshToken"]
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"],
    )
    with pytest.raises(RefusedError, match="REFRESH_TOKEN_AUTH flow not enabled for this client"):
        _refresh(local, custom_client, token)


def test_refuses_a_disabled_user(local: LocalPools, pool_id: str, custom_client: str) -> None:
    token = _sign_in(local, custom_client)["RefreshToken"]
    local.call("AdminDisableUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="Refresh Token has been revoked"):
        _refresh(local, custom_client, token)
    local.call("AdminEnableUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="Refresh Token has been revoked"):
        _refresh(local, custom_client, token)


def test_refuses_a_token_of_a_deleted_user(local: LocalPools, pool_id: str, custom_client: str) -> None:
    token = _sign_in(local, custom_client)["RefreshToken"]
    local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="Invalid Refresh Token"):
        _refresh(local, custom_client, token)


@pytest.mark.usefixtures("custom_client")
def test_a_client_with_a_secret_needs_the_hash(local: LocalPools, pool_id: str) -> None:
    client = local.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="confidential", GenerateSecret=True
    )["UserPoolClient"]
    client_id, key = client["ClientId"], client["ClientSecret"].encode()
    digest = hmac.new(key, f"jane{client_id}".encode(), hashlib.sha256).digest()
    good = base64.b64encode(digest).decode()
    started = local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "jane", "SECRET_HASH": good},
    )
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open", "SECRET_HASH": good},
    )
    token = answered["AuthenticationResult"]["RefreshToken"]
    with pytest.raises(RefusedError, match=f"SecretHash does not match for the client: {client_id}"):
        _refresh(local, client_id, token, SECRET_HASH="wrong")
    with pytest.raises(RefusedError, match="SECRET_HASH was not received"):
        _refresh(local, client_id, token)
    assert "AccessToken" in _refresh(local, client_id, token, SECRET_HASH=good)


def test_a_refresh_keeps_the_sign_in_and_gives_no_new_refresh_token(
    local: LocalPools, custom_client: str
) -> None:
    first = _sign_in(local, custom_client)
    local.clock.forward(100)
    second = _refresh(local, custom_client, first["RefreshToken"])
    assert "RefreshToken" not in second
    for name in ("AccessToken", "IdToken"):
        before, after = claims_of(first[name]), claims_of(second[name])
        assert {key for key in before if before[key] != after[key]} == {"exp", "iat", "jti"}
        assert after["iat"] - before["iat"] == 100


def test_a_refresh_shows_changed_attributes(local: LocalPools, pool_id: str, custom_client: str) -> None:
    first = _sign_in(local, custom_client)
    attributes = [{"Name": "name", "Value": "Jane"}]
    local.call("AdminUpdateUserAttributes", UserPoolId=pool_id, Username="jane", UserAttributes=attributes)
    assert "name" not in claims_of(first["IdToken"])
    assert claims_of(_refresh(local, custom_client, first["RefreshToken"])["IdToken"])["name"] == "Jane"


def test_refuses_a_sign_in_that_is_revoked_while_a_function_runs(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    token = _sign_in(local, custom_client)["RefreshToken"]
    arn = "arn:aws:lambda:us-east-1:123456789012:function:pre-token"
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"PreTokenGeneration": arn})

    async def revoke(event: Json) -> Json:
        await local.answer("RevokeToken", {"Token": token, "ClientId": custom_client})
        return event

    local.functions.run[arn] = revoke
    with pytest.raises(RefusedError, match="Refresh Token has been revoked"):
        _refresh(local, custom_client, token)
