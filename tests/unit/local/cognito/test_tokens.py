import json
from typing import Any

import jwt
import pytest
from joserfc import jwk
from joserfc import jwt as joserfc_jwt

from unit.local.cognito.local_pools import ISSUER_BASE, Json, LocalPools, claims_of, header_of

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


def _jwks(local: LocalPools, pool_id: str) -> Json:
    found = local.pools.find_public_keys(f"{ISSUER_BASE}/{pool_id}")
    assert found is not None
    return found


def test_knows_no_keys_of_another_issuer(local: LocalPools, pool_id: str) -> None:
    for issuer in (
        f"https://cognito-idp.us-east-1.amazonaws.com/{pool_id}",
        f"{ISSUER_BASE}/{pool_id}/",
        f"http://evil.example/{pool_id}",
        f"{ISSUER_BASE}/us-east-1_AAAAAAAAA",
        pool_id,
        "",
    ):
        assert local.pools.find_public_keys(issuer) is None


def test_the_two_kinds_of_tokens_have_two_keys(local: LocalPools, pool_id: str, custom_client: str) -> None:
    result = _sign_in(local, custom_client)
    access, identity = header_of(result["AccessToken"]), header_of(result["IdToken"])
    assert set(access) == set(identity) == {"kid", "alg"}
    assert access["kid"] != identity["kid"]
    assert {key["kid"] for key in _jwks(local, pool_id)["keys"]} == {access["kid"], identity["kid"]}


def test_keys_are_published_as_aws_does(local: LocalPools, pool_id: str) -> None:
    for key in _jwks(local, pool_id)["keys"]:
        assert set(key) == {"alg", "e", "kid", "kty", "n", "use"}
        assert (key["alg"], key["kty"], key["use"], key["e"]) == ("RS256", "RSA", "sig", "AQAB")
        assert key["kid"].endswith("=")
        assert len(key["n"]) == 342


def test_two_libraries_verify_the_tokens(local: LocalPools, pool_id: str, custom_client: str) -> None:
    result, jwks = _sign_in(local, custom_client), _jwks(local, pool_id)
    keys = {key["kid"]: jwt.PyJWK(key) for key in jwks["keys"]}
    for name in ("AccessToken", "IdToken"):
        token = result[name]
        checked = jwt.decode(
            token,
            keys[header_of(token)["kid"]],
            algorithms=["RS256"],
            issuer=f"{ISSUER_BASE}/{pool_id}",
            options={"verify_exp": False, "verify_iat": False, "verify_aud": False},
        )
        key_set: Any = json.loads(json.dumps(jwks))
        decoded = joserfc_jwt.decode(token, jwk.KeySet.import_key_set(key_set), algorithms=["RS256"])
        assert checked == decoded.claims == claims_of(token)


def test_an_access_token_of_the_api_has_these_claims(
    local: LocalPools, pool_id: str, user: Json, custom_client: str
) -> None:
    claims = claims_of(_sign_in(local, custom_client)["AccessToken"])
    now = int(local.clock.time)
    for name in ("origin_jti", "event_id", "jti"):
        assert len(claims.pop(name)) == 36
    assert claims == {
        "sub": user["Attributes"][0]["Value"],
        "iss": f"{ISSUER_BASE}/{pool_id}",
        "client_id": custom_client,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "username": "jane",
    }


def test_an_id_token_has_these_claims(
    local: LocalPools, pool_id: str, user: Json, custom_client: str
) -> None:
    claims = claims_of(_sign_in(local, custom_client)["IdToken"])
    now = int(local.clock.time)
    for name in ("origin_jti", "event_id", "jti"):
        assert len(claims.pop(name)) == 36
    assert claims == {
        "sub": user["Attributes"][0]["Value"],
        "iss": f"{ISSUER_BASE}/{pool_id}",
        "aud": custom_client,
        "cognito:username": "jane",
        "email": "jane@example.com",
        "email_verified": True,
        "token_use": "id",
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
    }


def test_lifetimes_are_those_of_the_client(local: LocalPools, pool_id: str, custom_client: str) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        AccessTokenValidity=5,
        IdTokenValidity=1,
        TokenValidityUnits={"AccessToken": "minutes", "IdToken": "days"},
    )
    result = _sign_in(local, custom_client)
    access, identity = claims_of(result["AccessToken"]), claims_of(result["IdToken"])
    assert (access["exp"] - access["iat"], identity["exp"] - identity["iat"]) == (300, 86_400)
    assert result["ExpiresIn"] == 300


def test_without_revocation_tokens_say_nothing_of_their_origin(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call(
        "UpdateUserPoolClient", UserPoolId=pool_id, ClientId=custom_client, EnableTokenRevocation=False
    )
    result = _sign_in(local, custom_client)
    assert "origin_jti" not in claims_of(result["AccessToken"])
    assert not {"origin_jti", "jti"} & set(claims_of(result["IdToken"]))


def test_an_id_token_shows_only_what_the_client_may_read(local: LocalPools, custom_client: str) -> None:
    assert custom_client
    schema = [{"Name": "org", "AttributeDataType": "Number", "Mutable": True}]
    triggers = local.call("ListUserPools", MaxResults=1)["UserPools"][0]["LambdaConfig"]
    pool_id = local.call("CreateUserPool", PoolName="p", Schema=schema, LambdaConfig=triggers)["UserPool"][
        "Id"
    ]
    attributes = {"custom:org": "7", "address": "Main St 1", "updated_at": "12", "name": "Jane"}
    local.call(
        "AdminCreateUser",
        UserPoolId=pool_id,
        Username="jane",
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )

    def shown(**settings: object) -> Json:
        client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="c", **settings)
        claims = claims_of(_sign_in(local, client["UserPoolClient"]["ClientId"])["IdToken"])
        return {name: value for name, value in claims.items() if name in attributes}

    assert shown() == {"address": {"formatted": "Main St 1"}, "updated_at": 12, "name": "Jane"}
    assert shown(ReadAttributes=["name", "custom:org"]) == {"name": "Jane", "custom:org": "7"}
