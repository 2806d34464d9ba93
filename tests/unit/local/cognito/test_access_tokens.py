import base64
import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from isthmus.local.awsjson import AwsError
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of, header_of

pytestmark = pytest.mark.usefixtures("user")


@pytest.fixture
def tokens(local: LocalPools, custom_client: str) -> Json:
    return _sign_in(local, custom_client)


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


def _encode(part: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize("token", ["x", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30", "....", "W10.W10.W10"])
def test_refuses_what_is_no_token(local: LocalPools, token: str) -> None:
    with pytest.raises(RefusedError, match="Invalid Access Token") as refused:
        local.call("GetUser", AccessToken=token)
    assert refused.value.code == "NotAuthorizedException"


def test_refuses_an_id_token(local: LocalPools, tokens: Json) -> None:
    with pytest.raises(RefusedError, match="Invalid Access Token"):
        local.call("GetUser", AccessToken=tokens["IdToken"])


def test_refuses_changed_claims_under_the_old_signature(local: LocalPools, tokens: Json) -> None:
    header, _, signature = tokens["AccessToken"].split(".")
    forged = _encode(claims_of(tokens["AccessToken"]) | {"username": "admin"})
    with pytest.raises(RefusedError, match="Could not verify signature for Access Token"):
        local.call("GetUser", AccessToken=f"{header}.{forged}.{signature}")


def test_refuses_the_signature_of_another_key(local: LocalPools, tokens: Json) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = header_of(tokens["AccessToken"])["kid"]
    forged = jwt.encode(
        claims_of(tokens["AccessToken"]), key, algorithm="RS256", headers={"kid": kid, "typ": None}
    )
    with pytest.raises(RefusedError, match="Could not verify signature for Access Token"):
        local.call("GetUser", AccessToken=forged)


@pytest.mark.parametrize(
    "change", [{"alg": "none"}, {"alg": "HS256"}, {"kid": "other"}, {"jku": "http://e.example"}]
)
def test_refuses_a_header_that_is_not_ours(local: LocalPools, tokens: Json, change: Json) -> None:
    _, claims, signature = tokens["AccessToken"].split(".")
    header = _encode(header_of(tokens["AccessToken"]) | change)
    with pytest.raises(RefusedError, match="Invalid Access Token"):
        local.call("GetUser", AccessToken=f"{header}.{claims}.{signature}")


def test_refuses_a_token_of_a_pool_that_is_gone(local: LocalPools, pool_id: str, tokens: Json) -> None:
    local.call("DeleteUserPool", UserPoolId=pool_id)
    with pytest.raises(RefusedError, match="Invalid Access Token"):
        local.call("GetUser", AccessToken=tokens["AccessToken"])


def test_refuses_an_expired_token(local: LocalPools, tokens: Json) -> None:
    local.clock.forward(3600)
    with pytest.raises(RefusedError, match="Access Token has expired"):
        local.call("GetUser", AccessToken=tokens["AccessToken"])


def test_refuses_a_token_of_a_deleted_user_and_of_a_successor(
    local: LocalPools, pool_id: str, tokens: Json
) -> None:
    local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("GetUser", AccessToken=tokens["AccessToken"])
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("GetUser", AccessToken=tokens["AccessToken"])


def test_refuses_a_token_of_a_disabled_user(local: LocalPools, pool_id: str, tokens: Json) -> None:
    local.call("AdminDisableUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="Access Token has been revoked"):
        local.call("GetUser", AccessToken=tokens["AccessToken"])


@pytest.mark.parametrize("operation", ["GlobalSignOut", "AdminUserGlobalSignOut"])
def test_signing_out_everywhere_revokes_every_sign_in(
    local: LocalPools, pool_id: str, custom_client: str, tokens: Json, operation: str
) -> None:
    second = _sign_in(local, custom_client)
    if operation == "GlobalSignOut":
        local.call("GlobalSignOut", AccessToken=tokens["AccessToken"])
    else:
        local.call("AdminUserGlobalSignOut", UserPoolId=pool_id, Username="jane")
    for result in (tokens, second):
        with pytest.raises(RefusedError, match="Access Token has been revoked"):
            local.call("GetUser", AccessToken=result["AccessToken"])
        with pytest.raises(RefusedError, match="Refresh Token has been revoked"):
            local.call(
                "InitiateAuth",
                ClientId=custom_client,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": result["RefreshToken"]},
            )
    assert "Username" in local.call("GetUser", AccessToken=_sign_in(local, custom_client)["AccessToken"])


def test_signing_out_counts_even_without_origin_jti(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call(
        "UpdateUserPoolClient", UserPoolId=pool_id, ClientId=custom_client, EnableTokenRevocation=False
    )
    token = _sign_in(local, custom_client)["AccessToken"]
    local.call("AdminUserGlobalSignOut", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="Access Token has been revoked"):
        local.call("GetUser", AccessToken=token)


def test_refuses_to_revoke_for_a_client_that_is_not_the_tokens(
    local: LocalPools, pool_id: str, tokens: Json
) -> None:
    other = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="o")["UserPoolClient"]
    secret = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="s", GenerateSecret=True)
    for client_id, more in (
        (other["ClientId"], {}),
        (other["ClientId"], {"ClientSecret": "s" * 24}),
        (secret["UserPoolClient"]["ClientId"], {}),
        (secret["UserPoolClient"]["ClientId"], {"ClientSecret": "s" * 24}),
        ("nothing", {}),
    ):
        with pytest.raises(RefusedError) as refused:
            local.call("RevokeToken", Token=tokens["RefreshToken"], ClientId=client_id, **more)
        assert refused.value.code == "UnauthorizedException"
    assert "Username" in local.call("GetUser", AccessToken=tokens["AccessToken"])


def test_refuses_to_revoke_another_kind_of_token(local: LocalPools, custom_client: str, tokens: Json) -> None:
    for name in ("AccessToken", "IdToken"):
        with pytest.raises(RefusedError) as refused:
            local.call("RevokeToken", Token=tokens[name], ClientId=custom_client)
        assert refused.value.code == "UnsupportedTokenTypeException"


def test_refuses_to_revoke_where_revocation_is_off(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call(
        "UpdateUserPoolClient", UserPoolId=pool_id, ClientId=custom_client, EnableTokenRevocation=False
    )
    token = _sign_in(local, custom_client)["RefreshToken"]
    with pytest.raises(RefusedError) as refused:
        local.call("RevokeToken", Token=token, ClientId=custom_client)
    assert refused.value.code == "UnsupportedOperationException"


def test_revoking_ends_one_sign_in_and_no_other(local: LocalPools, custom_client: str, tokens: Json) -> None:
    second = _sign_in(local, custom_client)
    for _ in range(2):
        assert local.call("RevokeToken", Token=tokens["RefreshToken"], ClientId=custom_client) == {}
    with pytest.raises(RefusedError, match="Access Token has been revoked"):
        local.call("GetUser", AccessToken=tokens["AccessToken"])
    assert "Username" in local.call("GetUser", AccessToken=second["AccessToken"])
    assert local.call("RevokeToken", Token="never-issued", ClientId=custom_client) == {}


def test_shows_the_user_of_a_token(local: LocalPools, tokens: Json) -> None:
    shown = local.call("GetUser", AccessToken=tokens["AccessToken"])
    attributes = {each["Name"]: each["Value"] for each in shown["UserAttributes"]}
    assert shown["Username"] == "jane"
    assert set(attributes) == {"sub", "email", "email_verified"}


def test_a_token_without_the_self_service_scope_opens_nothing(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:pre-token"
    config = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["LambdaConfig"]
    config["PreTokenGenerationConfig"] = {"LambdaVersion": "V2_0", "LambdaArn": arn}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=config)
    generation = {"scopesToSuppress": ["aws.cognito.signin.user.admin"]}
    details = {"accessTokenGeneration": generation}
    local.functions.respond(arn, claimsAndScopeOverrideDetails=details)
    with pytest.raises(RefusedError, match="Access Token does not have required scopes"):
        local.call("GetUser", AccessToken=_sign_in(local, custom_client)["AccessToken"])


def test_a_checked_token_is_refused_as_by_get_user(local: LocalPools, tokens: Json) -> None:
    with pytest.raises(AwsError, match="Invalid Access Token"):
        local.pools.check_access_token(tokens["IdToken"])
    with pytest.raises(AwsError, match="Access Token does not have required scopes"):
        local.pools.check_user_info_token(tokens["AccessToken"])


def test_a_checked_token_names_its_user(local: LocalPools, tokens: Json) -> None:
    assert local.pools.check_access_token(tokens["AccessToken"]) == "jane"


def test_knows_whether_a_pool_has_a_client(local: LocalPools, custom_client: str, tokens: Json) -> None:
    issuer = claims_of(tokens["AccessToken"])["iss"]
    assert local.pools.has_client(issuer, client_id=custom_client)
    assert not local.pools.has_client(issuer, client_id="another")
    assert not local.pools.has_client("https://elsewhere.example", client_id=custom_client)
