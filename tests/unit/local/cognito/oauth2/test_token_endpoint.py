import jwt
import pytest

from unit.local.cognito.local_pools import ISSUER_BASE, Json, LocalPools, basic, claims_of, header_of

GRANT = "grant_type=client_credentials"


@pytest.mark.parametrize("grant", ["password", "implicit", "Client_Credentials"])
def test_refuses_a_grant_that_does_not_exist(local: LocalPools, authorization: str, grant: str) -> None:
    response = local.post_token(f"grant_type={grant}", authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": "unsupported_grant_type"})


@pytest.mark.parametrize("grant", ["urn:ietf:params:oauth:grant-type:token-exchange"])
def test_says_which_grants_are_not_here_yet(local: LocalPools, authorization: str, grant: str) -> None:
    response = local.post_token(f"grant_type={grant}&code=x", authorization=authorization)
    assert response.status_code == 400
    assert response.json() == {
        "error": "unsupported_grant_type",
        "error_description": f"{grant} is not supported by the local stack yet",
    }


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ("api/read other/read", "invalid_grant"),
        ("openid", "invalid_grant"),
        ("api/read openid", "invalid_grant"),
        ("api/nothing", "invalid_scope"),
        ("nothing/read", "invalid_scope"),
        ("read", "invalid_scope"),
        ("API/READ", "invalid_scope"),
    ],
)
def test_refuses_the_whole_request_for_one_scope(
    local: LocalPools, authorization: str, scope: str, error: str
) -> None:
    response = local.post_token(f"{GRANT}&scope={scope}", authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": error})


def _change_client(local: LocalPools, machine: Json, **settings: object) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=machine["UserPoolId"],
        ClientId=machine["ClientId"],
        **settings,
    )


def test_refuses_a_client_that_may_not_use_oauth(
    local: LocalPools, machine: Json, authorization: str
) -> None:
    _change_client(local, machine, AllowedOAuthFlows=["client_credentials"], AllowedOAuthScopes=["api/read"])
    response = local.post_token(GRANT, authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})


def test_refuses_a_grant_that_is_not_on_for_the_client(
    local: LocalPools, machine: Json, authorization: str
) -> None:
    _change_client(
        local,
        machine,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["api/read"],
        CallbackURLs=["https://app.example.com/cb"],
    )
    response = local.post_token(GRANT, authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": "unauthorized_client"})


def test_a_deleted_scope_grants_nothing(
    local: LocalPools, pool_id: str, machine: Json, authorization: str
) -> None:
    assert machine
    local.call("DeleteResourceServer", UserPoolId=pool_id, Identifier="api")
    response = local.post_token(f"{GRANT}&scope=api/read", authorization=authorization)
    assert response.json() == {"error": "invalid_scope"}
    response = local.post_token(GRANT, authorization=authorization)
    assert response.json() == {"error": "invalid_grant"}


def test_refuses_a_pool_without_a_domain(local: LocalPools, pool_id: str, authorization: str) -> None:
    local.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    response = local.post_token(GRANT, authorization=authorization)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("host", ["other.auth.localhost:4566", "nowhere.auth.us-east-1.amazoncognito.com"])
def test_refuses_a_client_at_the_domain_of_another_pool(
    local: LocalPools, authorization: str, host: str
) -> None:
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=other, Domain="other")
    response = local.post_token(GRANT, authorization=authorization, host=host)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_refuses_another_method(local: LocalPools, method: str) -> None:
    response = local.request(method, "/oauth2/token?grant_type=client_credentials")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:4566", "localhost", "shop.auth.localhost:4566", "shop.auth.us-east-1.amazoncognito.com"],
)
def test_gives_a_token_by_client_id_or_by_host(local: LocalPools, authorization: str, host: str) -> None:
    assert local.post_token(GRANT, authorization=authorization, host=host).status_code == 200


def test_gives_a_token_to_a_client_that_sends_its_secret_in_the_body(
    local: LocalPools, machine: Json
) -> None:
    body = f"{GRANT}&client_id={machine['ClientId']}&client_secret={machine['ClientSecret']}&scope=api%2Fread"
    response = local.post_token(body)
    assert response.status_code == 200
    assert claims_of(response.json()["access_token"])["scope"] == "api/read"


def test_the_answer_is_that_of_aws(local: LocalPools, authorization: str) -> None:
    response = local.post_token(GRANT, authorization=authorization)
    assert list(response.json()) == ["access_token", "expires_in", "token_type"]
    assert (response.json()["expires_in"], response.json()["token_type"]) == (3600, "Bearer")
    expected = {
        "content-type": "application/json;charset=UTF-8",
        "access-control-allow-origin": "*",
        "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
        "pragma": "no-cache",
        "expires": "0",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    assert {name: response.headers[name] for name in expected} == expected
    assert len(response.headers["x-amz-cognito-request-id"]) == 36


def test_a_machine_token_has_these_claims(
    local: LocalPools, pool_id: str, machine: Json, authorization: str
) -> None:
    body = f"{GRANT}&scope=api%2Fwrite+api%2Fread+api%2Fwrite"
    token = local.post_token(body, authorization=authorization).json()["access_token"]
    claims, now = claims_of(token), int(local.clock.time)
    assert len(claims.pop("jti")) == 36
    assert claims == {
        "sub": machine["ClientId"],
        "client_id": machine["ClientId"],
        "token_use": "access",
        "scope": "api/write api/read",
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "iss": f"{ISSUER_BASE}/{pool_id}",
        "version": 2,
    }


def test_another_library_verifies_a_machine_token(
    local: LocalPools, pool_id: str, authorization: str
) -> None:
    token = local.post_token(GRANT, authorization=authorization).json()["access_token"]
    jwks = local.request("GET", f"/{pool_id}/.well-known/jwks.json").json()
    keys = {key["kid"]: jwt.PyJWK(key) for key in jwks["keys"]}
    options = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(
        token,
        keys[header_of(token)["kid"]],
        algorithms=["RS256"],
        issuer=f"{ISSUER_BASE}/{pool_id}",
        options=options,  # type: ignore[arg-type]  # a plain dict
    )
    assert claims["scope"] == "api/read api/write"


def test_the_lifetime_is_that_of_the_client(local: LocalPools, machine: Json, authorization: str) -> None:
    _change_client(
        local,
        machine,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
        AccessTokenValidity=5,
        TokenValidityUnits={"AccessToken": "minutes"},
    )
    response = local.post_token(GRANT, authorization=authorization).json()
    claims = claims_of(response["access_token"])
    assert response["expires_in"] == claims["exp"] - claims["iat"] == 300


@pytest.fixture
def app(local: LocalPools, pool_id: str, user: Json, machine: Json, custom_client: str) -> tuple[str, str]:
    """A public OAuth client and a refresh token that a user got through the API."""
    assert user
    assert machine
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://app.example.com/cb"],
    )
    started = local.call(
        "InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=custom_client,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )
    return custom_client, answered["AuthenticationResult"]["RefreshToken"]


def test_refuses_a_refresh_without_a_token(local: LocalPools, app: tuple[str, str]) -> None:
    response = local.post_token(f"grant_type=refresh_token&client_id={app[0]}")
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_refuses_a_bad_a_foreign_and_a_revoked_refresh_token(
    local: LocalPools, machine: Json, app: tuple[str, str]
) -> None:
    client_id, token = app
    response = local.post_token(f"grant_type=refresh_token&client_id={client_id}&refresh_token=x")
    assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})
    foreign = local.post_token(
        f"grant_type=refresh_token&refresh_token={token}",
        authorization=basic(machine["ClientId"], machine["ClientSecret"]),
    )
    assert foreign.json() == {"error": "invalid_grant"}
    local.call("RevokeToken", Token=token, ClientId=client_id)
    response = local.post_token(f"grant_type=refresh_token&client_id={client_id}&refresh_token={token}")
    assert response.json() == {"error": "invalid_grant"}


def test_refuses_a_refresh_where_the_flow_is_off(
    local: LocalPools, pool_id: str, app: tuple[str, str]
) -> None:
    client_id, token = app
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=client_id,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://app.example.com/cb"],
    )
    response = local.post_token(f"grant_type=refresh_token&client_id={client_id}&refresh_token={token}")
    assert (response.status_code, response.json()) == (400, {"error": "unauthorized_client"})


def test_refreshes_the_tokens_of_a_user(local: LocalPools, app: tuple[str, str]) -> None:
    client_id, token = app
    response = local.post_token(f"grant_type=refresh_token&client_id={client_id}&refresh_token={token}")
    assert set(response.json()) == {"access_token", "id_token", "token_type", "expires_in"}
    assert claims_of(response.json()["id_token"])["cognito:username"] == "jane"
