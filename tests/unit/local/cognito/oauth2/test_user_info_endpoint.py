from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools

pytestmark = pytest.mark.usefixtures("user", "machine")
PRE_TOKEN = "arn:aws:lambda:us-east-1:123456789012:function:pre-token"
REFUSED = {
    "error": "invalid_token",
    "error_description": (
        "Access token is expired, disabled, or deleted, or the user has globally signed out."
    ),
}


def _sign_in(local: LocalPools, pool_id: str, client_id: str, *scopes: str) -> Json:
    """Sign in; a pre-token trigger adds the scopes that a browser would ask for."""
    config = {"LambdaArn": PRE_TOKEN, "LambdaVersion": "V2_0"}
    triggers = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["LambdaConfig"]
    triggers = {name: arn for name, arn in triggers.items() if isinstance(arn, str)}
    local.call(
        "UpdateUserPool", UserPoolId=pool_id, LambdaConfig={**triggers, "PreTokenGenerationConfig": config}
    )
    override = {"accessTokenGeneration": {"scopesToAdd": list(scopes)}}
    local.functions.respond(PRE_TOKEN, claimsAndScopeOverrideDetails=override)
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


def _ask(local: LocalPools, token: str, method: str = "GET", **headers: str) -> Any:
    sent = {"authorization": f"Bearer {token}", **headers}
    return local.request(method, "/oauth2/userInfo", headers=sent)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic eDp5", "x"])
def test_refuses_a_request_without_a_bearer_token(local: LocalPools, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    response = local.request("GET", "/oauth2/userInfo", headers=headers)
    assert response.status_code == 400
    assert response.headers["www-authenticate"] == (
        'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"'
    )


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.e30"])
def test_refuses_what_is_no_token(local: LocalPools, token: str) -> None:
    response = _ask(local, token)
    assert (response.status_code, response.json()) == (401, REFUSED)
    assert response.headers["www-authenticate"] == (
        f'error="invalid_token", error_description="{REFUSED["error_description"]}"'
    )


def test_refuses_a_token_of_the_api_without_openid(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    tokens = _sign_in(local, pool_id, custom_client, "email")
    assert _ask(local, tokens["AccessToken"]).json() == REFUSED


def test_refuses_an_id_token_and_a_machine_token(
    local: LocalPools, pool_id: str, custom_client: str, authorization: str
) -> None:
    tokens = _sign_in(local, pool_id, custom_client, "openid")
    assert _ask(local, tokens["IdToken"]).status_code == 401
    machine = local.post_token("grant_type=client_credentials", authorization=authorization).json()
    assert _ask(local, machine["access_token"]).status_code == 401


def test_refuses_a_revoked_an_expired_and_a_disabled_user_s_token(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    revoked = _sign_in(local, pool_id, custom_client, "openid")
    local.call("RevokeToken", ClientId=custom_client, Token=revoked["RefreshToken"])
    assert _ask(local, revoked["AccessToken"]).json() == REFUSED
    expired = _sign_in(local, pool_id, custom_client, "openid")
    local.clock.forward(3600)
    assert _ask(local, expired["AccessToken"]).json() == REFUSED
    disabled = _sign_in(local, pool_id, custom_client, "openid")
    local.call("AdminDisableUser", UserPoolId=pool_id, Username="jane")
    assert _ask(local, disabled["AccessToken"]).json() == REFUSED


def test_refuses_at_a_host_of_another_domain_and_other_methods(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    token = _sign_in(local, pool_id, custom_client, "openid")["AccessToken"]
    assert _ask(local, token, host="other.auth.localhost").json() == REFUSED
    assert _ask(local, token, method="PUT").status_code == 405


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_shows_the_user_with_flags_as_texts(
    local: LocalPools, pool_id: str, custom_client: str, user: Json, method: str
) -> None:
    sub = next(each["Value"] for each in user["Attributes"] if each["Name"] == "sub")
    token = _sign_in(local, pool_id, custom_client, "openid")["AccessToken"]
    response = _ask(local, token, method=method)
    assert response.headers["content-type"] == "application/json;charset=UTF-8"
    assert response.json() == {
        "sub": sub,
        "email": "jane@example.com",
        "email_verified": "true",
        "username": "jane",
    }


@pytest.mark.parametrize(
    ("scopes", "shown"),
    [
        (["openid", "profile"], {"email", "email_verified", "name"}),
        (["openid", "email"], {"email", "email_verified"}),
        (["openid", "phone"], set()),
        (["openid", "email", "profile"], {"email", "email_verified", "name"}),
        (["openid", "other/read"], {"email", "email_verified", "name"}),
    ],
)
def test_the_scopes_say_what_is_shown(
    local: LocalPools, pool_id: str, custom_client: str, scopes: list[str], shown: set[str]
) -> None:
    attributes = [{"Name": "name", "Value": "Jane"}]
    local.call("AdminUpdateUserAttributes", UserPoolId=pool_id, Username="jane", UserAttributes=attributes)
    token = _sign_in(local, pool_id, custom_client, *scopes)["AccessToken"]
    assert set(_ask(local, token).json()) == {"sub", "username"} | shown


def test_the_client_s_read_attributes_bound_what_is_shown(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=custom_client,
        ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"],
        ReadAttributes=["name"],
    )
    token = _sign_in(local, pool_id, custom_client, "openid")["AccessToken"]
    assert set(_ask(local, token).json()) == {"sub", "username"}


def test_refuses_two_authorization_headers(local: LocalPools) -> None:
    headers = [("authorization", "Bearer a.b.c"), ("authorization", "Bearer a.b.c")]
    response = local.request("GET", "/oauth2/userInfo", headers=headers)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})
    assert response.headers["www-authenticate"] == 'error="invalid_request"'


def test_refuses_a_token_whose_client_was_deleted(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    token = _sign_in(local, pool_id, custom_client, "openid")["AccessToken"]
    local.call("DeleteUserPoolClient", UserPoolId=pool_id, ClientId=custom_client)
    response = _ask(local, token)
    assert (response.status_code, response.json()) == (401, REFUSED)
