import asyncio
import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

import httpx2
import jwt
import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, PKCE, VERIFIER, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import DEFINE, Json, LocalPools, RefusedError, basic, claims_of

pytestmark = pytest.mark.usefixtures("jane")


@pytest.fixture
def code(browser: Browser) -> str:
    return answer_of(browser.sign_in(nonce="n-1", **PKCE))["code"]


def _form(client: Json, code: str, /, **changes: str | None) -> str:
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "client_id": client["ClientId"],
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    } | changes
    return urlencode({name: value for name, value in form.items() if value is not None})


def _exchange(local: LocalPools, client: Json, code: str, /, **changes: str | None) -> httpx2.Response:
    return local.post_token(_form(client, code, **changes))


def _verified(local: LocalPools, pool_id: str, token: str, *, audience: str | None = None) -> Json:
    keys = jwt.PyJWKSet.from_dict(local.request("GET", f"/{pool_id}/.well-known/jwks.json").json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    options: Any = {"verify_exp": False, "verify_iat": False}
    claims: Json = jwt.decode(token, key, algorithms=["RS256"], audience=audience, options=options)
    return claims


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"code": None}, {"error": "invalid_request"}),
        ({"code": "00000000-0000-4000-8000-000000000000"}, {"error": "invalid_grant"}),
        ({"redirect_uri": None}, {"error": "invalid_request"}),
        (
            {"redirect_uri": "http://localhost:3000/cb?x=1"},
            {"error": "unauthorized_client", "error_description": "invalid_redirect"},
        ),
        ({"code_verifier": None}, {"error": "invalid_grant"}),
        ({"code_verifier": VERIFIER + "x"}, {"error": "invalid_grant"}),
        ({"code_verifier": PKCE["code_challenge"]}, {"error": "invalid_grant"}),
        ({"client_id": None}, {"error": "invalid_request"}),
        ({"client_id": "nobody"}, {"error": "invalid_client"}),
        (
            {"client_secret": "guess"},
            {"error": "invalid_client", "error_description": "invalid_client_secret"},
        ),
    ],
)
def test_refuses_and_leaves_the_code_to_whom_it_is_for(
    local: LocalPools, web_client: Json, code: str, changes: dict[str, str | None], answer: dict[str, str]
) -> None:
    response = _exchange(local, web_client, code, **changes)
    assert (response.status_code, response.json()) == (400, answer)
    assert _exchange(local, web_client, code).status_code == 200


def test_refuses_a_verifier_for_a_code_without_a_challenge(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    code = answer_of(browser.sign_in())["code"]
    assert _exchange(local, web_client, code).json() == {"error": "invalid_grant"}
    assert _exchange(local, web_client, code, code_verifier=None).status_code == 200


def test_refuses_the_code_of_another_client(
    local: LocalPools, pool_id: str, web_client: Json, code: str
) -> None:
    kept = {
        name: value
        for name, value in web_client.items()
        if name not in ("ClientId", "CreationDate", "LastModifiedDate")
    }
    other = local.call("CreateUserPoolClient", **kept)["UserPoolClient"]
    assert other["UserPoolId"] == pool_id
    assert _exchange(local, other, code).json() == {"error": "invalid_grant"}


def test_refuses_a_code_after_five_minutes(local: LocalPools, web_client: Json, code: str) -> None:
    local.clock.forward(300)
    assert _exchange(local, web_client, code).json() == {"error": "invalid_grant"}


def test_refuses_the_code_of_a_user_who_was_disabled_or_deleted(
    local: LocalPools, pool_id: str, web_client: Json, code: str
) -> None:
    local.call("AdminDisableUser", UserPoolId=pool_id, Username="jane")
    assert _exchange(local, web_client, code).json() == {"error": "invalid_grant"}
    local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
    assert _exchange(local, web_client, code).json() == {"error": "invalid_grant"}


def test_refuses_a_client_without_the_code_flow(local: LocalPools, web_client: Json, code: str) -> None:
    change_client(local, web_client, AllowedOAuthFlows=["implicit"])
    assert _exchange(local, web_client, code).json() == {"error": "unauthorized_client"}


def test_a_second_use_revokes_what_the_first_one_gave(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    code = answer_of(browser.sign_in(scope="aws.cognito.signin.user.admin"))["code"]
    tokens = _exchange(local, web_client, code, code_verifier=None).json()
    assert local.call("GetUser", AccessToken=tokens["access_token"])["Username"] == "jane"
    response = _exchange(local, web_client, code, code_verifier=None)
    assert (response.status_code, response.json()) == (400, {"error": "invalid_grant"})
    with pytest.raises(RefusedError, match="Access Token has been revoked"):
        local.call("GetUser", AccessToken=tokens["access_token"])
    refresh = f"grant_type=refresh_token&client_id={web_client['ClientId']}"
    response = local.post_token(f"{refresh}&refresh_token={tokens['refresh_token']}")
    assert response.json() == {"error": "invalid_grant"}


def test_of_two_uses_at_once_one_wins(local: LocalPools, web_client: Json, code: str) -> None:
    async def both() -> list[int]:
        transport = httpx2.ASGITransport(app=local.pools.web)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:4566") as client:
            headers = {"content-type": "application/x-www-form-urlencoded"}
            form = _form(web_client, code)
            posts = [client.post("/oauth2/token", content=form, headers=headers) for _ in range(2)]
            return sorted(response.status_code for response in await asyncio.gather(*posts))

    assert local.run(both()) == [200, 400]


def test_gives_three_tokens_tied_to_the_request(
    local: LocalPools, pool_id: str, web_client: Json, code: str
) -> None:
    client_id = web_client["ClientId"]
    response = _exchange(local, web_client, code)
    tokens = response.json()
    assert response.headers["cache-control"].startswith("no-cache, no-store")
    assert tokens.keys() == {"access_token", "id_token", "refresh_token", "token_type", "expires_in"}

    access = _verified(local, pool_id, tokens["access_token"])
    assert access["version"] == 2
    assert access["scope"] == "openid email"
    assert access["client_id"] == client_id
    assert access["username"] == "jane"

    identity = _verified(local, pool_id, tokens["id_token"], audience=client_id)
    assert identity["nonce"] == "n-1"
    assert identity["sub"] == access["sub"]
    assert identity["email"] == "jane@example.com"
    digest = hashlib.sha256(tokens["access_token"].encode()).digest()
    assert base64.urlsafe_b64decode(identity["at_hash"] + "==") == digest[:16]
    for name in ("auth_time", "origin_jti", "event_id"):
        assert identity[name] == access[name]


def test_takes_a_confidential_client_by_its_secret(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    kept = {
        name: value
        for name, value in web_client.items()
        if name not in ("ClientId", "CreationDate", "LastModifiedDate")
    }
    client = local.call("CreateUserPoolClient", **kept, GenerateSecret=True)["UserPoolClient"]
    code = answer_of(browser.sign_in(client_id=client["ClientId"], **PKCE))["code"]
    assert _exchange(local, client, code).json() == {
        "error": "invalid_client",
        "error_description": "invalid_client_secret",
    }
    authorization = basic(client["ClientId"], client["ClientSecret"])
    response = local.post_token(_form(client, code, client_id=None), authorization=authorization)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("openid", {"email", "email_verified", "given_name"}),
        ("openid profile", {"email", "email_verified", "given_name"}),
        ("openid email", {"email", "email_verified"}),
        ("openid api/read", {"email", "email_verified", "given_name"}),
    ],
)
def test_scopes_say_which_attributes_are_in_the_id_token(
    local: LocalPools, browser: Browser, pool_id: str, web_client: Json, scope: str, claims: set[str]
) -> None:
    local.call(
        "AdminUpdateUserAttributes",
        UserPoolId=pool_id,
        Username="jane",
        UserAttributes=[{"Name": "given_name", "Value": "Jane"}],
    )
    code = answer_of(browser.sign_in(scope=scope))["code"]
    token = claims_of(_exchange(local, web_client, code, code_verifier=None).json()["id_token"])
    assert token.keys() & {"email", "email_verified", "given_name"} == claims


def test_without_openid_there_is_no_id_token_not_even_after_a_refresh(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    code = answer_of(browser.sign_in(scope="api/read"))["code"]
    tokens = _exchange(local, web_client, code, code_verifier=None).json()
    assert tokens.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    refresh = f"grant_type=refresh_token&client_id={web_client['ClientId']}"
    renewed = local.post_token(f"{refresh}&refresh_token={tokens['refresh_token']}").json()
    assert renewed.keys() == {"access_token", "token_type", "expires_in"}
    claims = claims_of(renewed["access_token"])
    assert (claims["scope"], claims["version"]) == ("api/read", 2)
    with pytest.raises(RefusedError, match="required scopes"):
        local.call("GetUser", AccessToken=renewed["access_token"])


def test_rotates_the_refresh_token_of_a_browser_and_keeps_its_scopes(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    change_client(
        local,
        web_client,
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
    )
    code = answer_of(browser.sign_in(scope="api/read"))["code"]
    first = _exchange(local, web_client, code, code_verifier=None).json()["refresh_token"]
    refresh = f"grant_type=refresh_token&client_id={web_client['ClientId']}&refresh_token="
    renewed = local.post_token(refresh + first).json()
    assert renewed.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert claims_of(renewed["access_token"])["scope"] == "api/read"
    # Reuse revokes the whole sign-in.
    for token in (first, renewed["refresh_token"]):
        assert local.post_token(refresh + token).json() == {"error": "invalid_grant"}


def test_the_token_of_a_browser_opens_user_info(
    local: LocalPools, browser: Browser, web_client: Json, code: str
) -> None:
    assert browser.session_cookie in browser.cookies
    token = _exchange(local, web_client, code).json()["access_token"]
    response = local.request("GET", "/oauth2/userInfo", headers={"authorization": f"Bearer {token}"})
    assert response.json().keys() == {"sub", "email", "email_verified", "username"}


def test_without_a_scope_all_of_the_client_are_granted(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    code = answer_of(browser.sign_in(scope=""))["code"]
    token = _exchange(local, web_client, code, code_verifier=None).json()["access_token"]
    assert set(claims_of(token)["scope"].split()) == set(web_client["AllowedOAuthScopes"])


def test_a_silent_sign_in_keeps_the_time_of_the_password(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    browser.sign_in()
    signed_in_at = int(local.clock.now())
    local.clock.forward(600)
    code = answer_of(browser.authorize(prompt="none"))["code"]
    tokens = _exchange(local, web_client, code, code_verifier=None).json()
    claims = claims_of(tokens["id_token"])
    assert (claims["auth_time"], claims["iat"]) == (signed_in_at, signed_in_at + 600)
    assert "nonce" not in claims


def test_the_pre_token_trigger_sees_the_scopes_and_changes_the_tokens(
    local: LocalPools, browser: Browser, pool_id: str, web_client: Json
) -> None:
    config = {"LambdaArn": DEFINE, "LambdaVersion": "V2_0"}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"PreTokenGenerationConfig": config})
    changes = {
        "idTokenGeneration": {"claimsToAddOrOverride": {"tier": "gold"}, "claimsToSuppress": ["email"]},
        "accessTokenGeneration": {"scopesToAdd": ["api/more"], "scopesToSuppress": ["email"]},
        "groupOverrideDetails": {"groupsToOverride": ["a"], "preferredRole": "r"},
    }
    local.functions.respond(DEFINE, claimsAndScopeOverrideDetails=changes)
    code = answer_of(browser.sign_in())["code"]
    assert local.functions.events[-1]["request"]["scopes"] == ["openid", "email"]
    seen = len(local.functions.events)
    tokens = _exchange(local, web_client, code, code_verifier=None).json()
    assert len(local.functions.events) == seen
    assert claims_of(tokens["access_token"])["scope"] == "openid api/more"
    identity = claims_of(tokens["id_token"])
    assert (identity["tier"], identity["cognito:groups"]) == ("gold", ["a"])
    assert "email" not in identity


def test_the_implicit_grant_gives_tokens_in_the_fragment_and_none_to_refresh(
    local: LocalPools, browser: Browser, pool_id: str, web_client: Json
) -> None:
    change_client(local, web_client, AllowedOAuthFlows=["code", "implicit"])
    response = browser.sign_in(response_type="token", nonce="n-2")
    assert response.headers["location"].startswith(f"{CALLBACK}#id_token=")
    answer = answer_of(response)
    assert answer.keys() == {"id_token", "access_token", "token_type", "expires_in", "state"}
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", "3600")
    claims = _verified(local, pool_id, answer["id_token"], audience=web_client["ClientId"])
    assert claims["nonce"] == "n-2"
    response = browser.authorize(response_type="token", scope="aws.cognito.signin.user.admin")
    token = answer_of(response)["access_token"]
    assert local.call("GetUser", AccessToken=token)["Username"] == "jane"
    assert (
        "#error="
        in browser.authorize(response_type="token", prompt="none login", state=None).headers["location"]
    )


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("AdminUserGlobalSignOut", {}),
        ("AdminSetUserPassword", {"Password": "An0ther-password", "Permanent": True}),
        ("AdminResetUserPassword", {}),
        ("AdminDisableUser", {}),
    ],
)
def test_refuses_a_code_from_before_the_user_was_locked_out(
    local: LocalPools, pool_id: str, web_client: Json, code: str, operation: str, request_: Json
) -> None:
    local.call(operation, UserPoolId=pool_id, Username="jane", **request_)
    local.call("AdminEnableUser", UserPoolId=pool_id, Username="jane")
    answer = _exchange(local, web_client, code)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


def test_refuses_a_code_whose_callback_was_taken_from_the_client(
    local: LocalPools, web_client: Json, code: str
) -> None:
    change_client(local, web_client, CallbackURLs=["http://localhost:3000/elsewhere"])
    answer = _exchange(local, web_client, code)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
