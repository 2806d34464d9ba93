import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest

from unit.local.cognito.external.oidc_provider import BEA, CLIENT_ID, ISSUER, OidcProvider, a_key
from unit.local.cognito.hosted.browsing import CALLBACK, PASSWORD, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import ISSUER_BASE, Json, LocalPools, RefusedError, claims_of

Enter = Callable[..., httpx2.Response]
USERNAME = f"Salesforce_{BEA}"
TOKEN, USER_INFO, KEYS = "/services/oauth2/token", "/services/oauth2/userinfo", "/id/keys"


def exchange(local: LocalPools, client: Json, response: httpx2.Response) -> Json:
    """Swap the code of a redirect for tokens."""
    form = {
        "grant_type": "authorization_code",
        "client_id": client["ClientId"],
        "redirect_uri": CALLBACK,
        "code": answer_of(response)["code"],
    }
    tokens: Json = local.post_token(urlencode(form)).json()
    return tokens


def get_user(local: LocalPools, pool_id: str, username: str = USERNAME) -> Json:
    user = local.call("AdminGetUser", UserPoolId=pool_id, Username=username)
    return user | {"attributes": {each["Name"]: each["Value"] for each in user["UserAttributes"]}}


def count_users(local: LocalPools, pool_id: str) -> int:
    return len(local.call("ListUsers", UserPoolId=pool_id)["Users"])


# The way out


@pytest.mark.parametrize(
    "parameters",
    [
        {"identity_provider": "Nobody"},
        {"identity_provider": "salesforce"},
        {"identity_provider": "Salesforce<script>"},
        {"idp_identifier": "nobody.example"},
        {"identity_provider": "Salesforce", "idp_identifier": "acme.example"},
    ],
)
def test_leads_to_no_provider_that_the_client_has_not(browser: Browser, parameters: Json) -> None:
    answer = answer_of(browser.authorize(**parameters))
    assert (answer["error"], answer["state"]) == ("invalid_request", "s-1")


def test_leads_to_no_provider_that_is_not_assigned(
    local: LocalPools, browser: Browser, external_client: Json
) -> None:
    change_client(local, external_client, SupportedIdentityProviders=["COGNITO"])
    assert answer_of(browser.authorize(identity_provider="Salesforce"))["error"] == "invalid_request"
    assert answer_of(browser.authorize(idp_identifier="acme.example"))["error"] == "invalid_request"


def test_leads_to_no_provider_that_was_deleted(local: LocalPools, browser: Browser, pool_id: str) -> None:
    local.call("DeleteIdentityProvider", UserPoolId=pool_id, ProviderName="Salesforce")
    assert answer_of(browser.authorize(identity_provider="Salesforce"))["error"] == "invalid_request"


@pytest.mark.parametrize(
    "parameters", [{"identity_provider": "Salesforce"}, {"idp_identifier": "acme.example"}]
)
def test_redirects_to_the_provider(browser: Browser, parameters: Json) -> None:
    location = browser.authorize(login_hint="bea@example.com", **parameters).headers["location"]
    assert location.startswith(f"{ISSUER}/services/oauth2/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert asked.pop("state") != "s-1"
    assert len(asked.pop("nonce")) > 40
    assert asked == {
        "client_id": CLIENT_ID,
        "redirect_uri": f"{ISSUER_BASE}/oauth2/idpresponse",
        "response_type": "code",
        "scope": "openid profile email",
        "login_hint": "bea@example.com",
    }


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("evil.example", ISSUER_BASE),
        ("localhost:4566", ISSUER_BASE),
        ("shop.auth.localhost:80@evil.example", ISSUER_BASE),
        ("shop.auth.localhost:4566", "http://shop.auth.localhost:4566"),
    ],
)
def test_comes_back_to_its_own_address_only(
    local: LocalPools, external_client: Json, host: str, base: str
) -> None:
    query = urlencode(
        {
            "client_id": external_client["ClientId"],
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "identity_provider": "Salesforce",
        }
    )
    response = local.request("GET", f"/oauth2/authorize?{query}", headers={"host": host})
    asked = parse_qs(urlsplit(response.headers["location"]).query)
    assert asked["redirect_uri"] == [f"{base}/oauth2/idpresponse"]


def test_a_client_of_one_provider_alone_goes_there_at_once(
    local: LocalPools, browser: Browser, external_client: Json
) -> None:
    change_client(local, external_client, SupportedIdentityProviders=["Salesforce"])
    assert browser.authorize().headers["location"].startswith(ISSUER)


def test_a_client_without_local_users_takes_no_password(
    local: LocalPools, browser: Browser, external_client: Json, pool_id: str
) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    browser.authorize("/login")
    assert "password" in browser.page.fields
    change_client(local, external_client, SupportedIdentityProviders=["Salesforce"])
    browser.submit(username="jane", password=PASSWORD)
    assert not any(name.startswith("cognito") for name in browser.cookies)
    page = browser.authorize("/login")
    assert browser.page.forms == []
    assert "Continue with Salesforce" in page.text


def test_the_sign_in_page_has_a_link_for_each_provider(browser: Browser, provider: OidcProvider) -> None:
    page = browser.get(browser.authorize(nonce="n&1").headers["location"])
    address = page.text.partition('href="/oauth2/authorize')[2].partition('"')[0].replace("&amp;", "&")
    left = browser.get(f"/oauth2/authorize{address}")
    back = browser.get(f"/oauth2/idpresponse?{provider.sign_in(left.headers['location'])}")
    assert answer_of(back)["state"] == "s-1"


# The way back


@pytest.mark.parametrize("query", ["", "code=x", "state=x&code=x", "state=a&state=b", "state=%00&code=%ff"])
def test_refuses_a_return_that_never_began(browser: Browser, query: str) -> None:
    browser.authorize(identity_provider="Salesforce")
    assert browser.get(f"/oauth2/idpresponse?{query}").status_code == 400


def test_refuses_the_state_of_another_browser(
    local: LocalPools, browser: Browser, external_client: Json, provider: OidcProvider
) -> None:
    query = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    other, naked = Browser(local, external_client), Browser(local, external_client)
    other.authorize(identity_provider="Salesforce")
    for thief in (other, naked):
        assert thief.get(f"/oauth2/idpresponse?{query}").status_code == 400
    assert "code" in answer_of(browser.get(f"/oauth2/idpresponse?{query}"))


def test_takes_a_state_once(browser: Browser, provider: OidcProvider) -> None:
    query = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    assert "code" in answer_of(browser.get(f"/oauth2/idpresponse?{query}"))
    assert browser.get(f"/oauth2/idpresponse?{query}").status_code == 400


def test_takes_a_state_for_five_minutes(local: LocalPools, browser: Browser, provider: OidcProvider) -> None:
    query = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    local.clock.forward(300)
    assert browser.get(f"/oauth2/idpresponse?{query}").status_code == 400


def test_a_code_of_another_attempt_does_not_fit(browser: Browser, provider: OidcProvider) -> None:
    first = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    second = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    code = parse_qs(first)["code"][0]
    state = parse_qs(second)["state"][0]
    answer = answer_of(browser.get(f"/oauth2/idpresponse?code={code}&state={state}"))
    assert answer["error_description"] == "Bad id_token"


def test_a_code_is_the_providers_to_use_once(browser: Browser, provider: OidcProvider) -> None:
    query = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    provider.codes.clear()
    answer = answer_of(browser.get(f"/oauth2/idpresponse?{query}"))
    assert (answer["error"], answer["error_description"]) == (
        "invalid_request",
        "Bad token response: HTTP 400",
    )


def test_tells_the_app_an_error_of_the_provider(browser: Browser, provider: OidcProvider) -> None:
    state = parse_qs(provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"]))
    query = urlencode(
        {"state": state["state"][0], "error": "access_denied", "error_description": "no\r\nway&code=x"}
    )
    response = browser.get(f"/oauth2/idpresponse?{query}")
    assert answer_of(response) == {
        "error_description": "no??way&code=x error=access_denied",
        "state": "s-1",
        "error": "invalid_request",
    }
    assert provider.requests[-1].url.path == "/.well-known/openid-configuration"


def test_refuses_an_answer_of_another_issuer(browser: Browser, provider: OidcProvider) -> None:
    query = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    answer = answer_of(browser.get(f"/oauth2/idpresponse?{query}&iss=https%3A%2F%2Fevil.example"))
    assert answer["error_description"] == "Bad issuer"


def test_refuses_a_client_that_lost_the_provider_meanwhile(
    local: LocalPools, browser: Browser, external_client: Json, provider: OidcProvider
) -> None:
    query = provider.sign_in(browser.authorize(identity_provider="Salesforce").headers["location"])
    change_client(local, external_client, SupportedIdentityProviders=["COGNITO"])
    assert answer_of(browser.get(f"/oauth2/idpresponse?{query}"))["error"] == "invalid_request"


FORGED: dict[str, Json] = {
    "issuer": {"iss": "https://evil.example"},
    "issuer with a slash": {"iss": f"{ISSUER}/"},
    "audience": {"aud": "another-client"},
    "authorized party": {"azp": "another-client"},
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1},
    "no expiry": {"exp": None},
    "from the future": {"iat": 9_000_000_000, "exp": 9_000_000_100},
    "no sub": {"sub": None},
    "number as sub": {"sub": 5},
    "half a character": {"iss": "\ud800"},
}


@pytest.mark.parametrize("name", FORGED)
def test_refuses_a_forged_id_token(
    local: LocalPools, enter: Enter, provider: OidcProvider, pool_id: str, name: str
) -> None:
    provider.token_claims = FORGED[name]
    answer = answer_of(enter())
    assert answer["error"] == "invalid_request"
    assert answer["error_description"].startswith("Bad id_token")
    assert count_users(local, pool_id) == 0


def test_refuses_a_token_of_another_key(enter: Enter, provider: OidcProvider) -> None:
    a_key("evil")
    provider.signing_key = "evil"
    assert answer_of(enter())["error_description"] == "Bad id_token"


@pytest.mark.parametrize("path", [TOKEN, USER_INFO, KEYS])
@pytest.mark.parametrize(
    "answer",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.Response(500, text="secret"),
        httpx2.Response(302, headers={"location": "https://evil.example"}),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"keys": "none", "id_token": 5, "access_token": None, "sub": 5}),
        httpx2.Response(200, json={"access_token": "a\nb", "id_token": "x.y.z"}),
        httpx2.Response(200, content=b"[" * 200_000),
        httpx2.Response(200, content=b" " * (256 * 1024 + 1)),
    ],
)
def test_a_spoiled_answer_is_an_error_at_the_callback(
    local: LocalPools, enter: Enter, provider: OidcProvider, pool_id: str, path: str, answer: Any
) -> None:
    provider.answers[path] = answer
    told = answer_of(enter())
    assert told["error"] in ("invalid_request", "server_error")
    assert "secret" not in json.dumps(told)
    assert count_users(local, pool_id) == 0


def test_refuses_user_info_about_somebody_else(enter: Enter, provider: OidcProvider) -> None:
    provider.claims["sub"] = "somebody-else"
    assert answer_of(enter())["error_description"] == "Bad id_token"


# The user


def test_makes_the_user_at_the_first_sign_in(
    local: LocalPools, enter: Enter, provider: OidcProvider, external_client: Json, pool_id: str
) -> None:
    tokens = exchange(local, external_client, enter())
    user = get_user(local, pool_id)
    assert (user["Username"], user["UserStatus"]) == (USERNAME, "EXTERNAL_PROVIDER")
    assert user["attributes"]["email"] == "bea@example.com"
    assert user["attributes"]["email_verified"] == "true"
    moment = int(local.clock.now() * 1000)
    identity = {"userId": BEA, "providerName": "Salesforce", "providerType": "OIDC", "issuer": None}
    assert json.loads(user["attributes"]["identities"]) == [
        identity | {"primary": True, "dateCreated": moment}
    ]
    claims = claims_of(tokens["id_token"])
    assert claims["cognito:username"] == USERNAME
    assert claims["identities"] == [identity | {"primary": "true", "dateCreated": str(moment)}]
    assert claims["cognito:groups"] == [f"{pool_id}_Salesforce"]
    assert len(claims["nonce"]) > 40
    assert claims_of(tokens["access_token"])["username"] == USERNAME
    assert provider.posted()["client_secret"] == "sample-client-secret"


def test_keeps_the_nonce_of_the_app(local: LocalPools, enter: Enter, external_client: Json) -> None:
    tokens = exchange(local, external_client, enter(nonce="of-the-app"))
    assert claims_of(tokens["id_token"])["nonce"] == "of-the-app"


def test_the_same_person_is_the_same_user_with_fresh_attributes(
    local: LocalPools, enter: Enter, provider: OidcProvider, pool_id: str
) -> None:
    enter()
    before = get_user(local, pool_id)["attributes"]["sub"]
    provider.claims = {"email": "new@example.com", "name": ""}
    enter(prompt="login")
    attributes = get_user(local, pool_id)["attributes"]
    assert attributes["sub"] == before
    assert (attributes["email"], attributes["email_verified"]) == ("new@example.com", "false")
    assert "name" not in attributes
    assert count_users(local, pool_id) == 1


def test_two_people_with_one_address_are_two_users(
    local: LocalPools, enter: Enter, provider: OidcProvider, pool_id: str
) -> None:
    local.call(
        "AdminCreateUser",
        UserPoolId=pool_id,
        Username="jane",
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": "bea@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )
    enter()
    provider.subject = "another-subject"
    enter(prompt="login")
    assert count_users(local, pool_id) == 3


def test_takes_no_alias_from_a_local_user(local: LocalPools, pool_id: str) -> None:
    """In a pool that signs in by e-mail, a provider's address is no name."""
    del pool_id
    made = local.call("CreateUserPool", PoolName="mail", UsernameAttributes=["email"])["UserPool"]
    services = local.pools._services
    pool = services.pools.get(made["Id"])
    local.call("AdminCreateUser", UserPoolId=pool.id, Username="bea@example.com", MessageAction="SUPPRESS")
    with services.database.transaction():
        services.users.insert_external(
            pool, username="Acme_1", sub="s", attributes={"email": "bea@example.com"}
        )
    found = services.users.find(pool, "bea@example.com")
    assert found is not None
    assert found.status == "FORCE_CHANGE_PASSWORD"


def test_does_not_take_over_a_user_who_has_the_name(local: LocalPools, enter: Enter, pool_id: str) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username=USERNAME, MessageAction="SUPPRESS")
    answer = answer_of(enter())
    assert answer["error_description"] == f"Already found an entry for username {USERNAME}"
    assert get_user(local, pool_id)["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_a_provider_of_the_same_name_gets_no_users_of_a_deleted_one(
    local: LocalPools, enter: Enter, salesforce: Json, pool_id: str
) -> None:
    enter()
    local.call("DeleteIdentityProvider", UserPoolId=pool_id, ProviderName="Salesforce")
    kept = {name: salesforce[name] for name in ("ProviderName", "ProviderType", "ProviderDetails")}
    local.call("CreateIdentityProvider", UserPoolId=pool_id, **kept)
    assert "Already found" in answer_of(enter(prompt="login"))["error_description"]


@pytest.mark.parametrize("subject", ["x" * 120, "with space", "tab\there", "line\nbreak", "half-\ud800"])
def test_refuses_a_sub_that_is_no_username(enter: Enter, provider: OidcProvider, subject: str) -> None:
    provider.subject = subject
    assert answer_of(enter())["error"] == "invalid_request"


def test_refuses_a_user_without_a_required_attribute(
    local: LocalPools, enter: Enter, provider: OidcProvider, pool_id: str
) -> None:
    pool = local.pools._services.pools.get(pool_id)
    next(each for each in pool.schema if each["Name"] == "email")["Required"] = True
    provider.claims = {"name": "Bea"}
    answer = answer_of(enter())
    assert answer["error_description"] == "attributes required: [email]"


@pytest.mark.parametrize(
    "claims",
    [{"email": "no address"}, {"name": "x" * 3000}, {"name": {"a": "b"}}, {"email_verified": "maybe"}],
)
def test_refuses_values_that_the_schema_refuses(
    local: LocalPools, enter: Enter, provider: OidcProvider, pool_id: str, claims: Json
) -> None:
    provider.claims |= claims
    assert answer_of(enter())["error"] == "invalid_request"
    assert count_users(local, pool_id) == 0


def test_refuses_a_disabled_user(local: LocalPools, enter: Enter, pool_id: str) -> None:
    enter()
    local.call("AdminDisableUser", UserPoolId=pool_id, Username=USERNAME)
    assert answer_of(enter(prompt="login"))["error_description"] == "User is disabled."


# Afterwards


def test_the_browser_stays_signed_in_until_logout(
    local: LocalPools, enter: Enter, browser: Browser, external_client: Json
) -> None:
    enter()
    assert "code" in answer_of(browser.authorize())
    assert "code" in answer_of(browser.authorize(identity_provider="Salesforce"))
    assert browser.authorize(identity_provider="COGNITO").headers["location"].startswith("/login")
    change_client(local, external_client, SupportedIdentityProviders=["COGNITO"])
    assert browser.authorize().headers["location"].startswith("/login")
    change_client(local, external_client, SupportedIdentityProviders=["COGNITO", "Salesforce"])
    browser.get(f"/logout?client_id={external_client['ClientId']}&logout_uri=https%3A%2F%2Fapp.example%2Fbye")
    assert browser.authorize().headers["location"].startswith("/login")


def test_a_deleted_provider_leaves_no_browser_signed_in(
    local: LocalPools, enter: Enter, browser: Browser, pool_id: str
) -> None:
    enter()
    local.call("DeleteIdentityProvider", UserPoolId=pool_id, ProviderName="Salesforce")
    assert browser.authorize().headers["location"].startswith("/login")


def test_tokens_are_refreshed_and_show_the_user(
    local: LocalPools, enter: Enter, external_client: Json
) -> None:
    scope = "openid email aws.cognito.signin.user.admin"
    tokens = exchange(local, external_client, enter(scope=scope))
    form = {
        "grant_type": "refresh_token",
        "client_id": external_client["ClientId"],
        "refresh_token": tokens["refresh_token"],
    }
    fresh = local.post_token(urlencode(form)).json()
    assert claims_of(fresh["id_token"])["identities"][0]["userId"] == BEA
    headers = {"authorization": f"Bearer {fresh['access_token']}"}
    info = local.request("GET", "/oauth2/userInfo", headers=headers).json()
    assert (info["username"], info["email"]) == (USERNAME, "bea@example.com")
    user = local.call("GetUser", AccessToken=fresh["access_token"])
    assert user["Username"] == USERNAME


@pytest.mark.parametrize("hides", ["ENABLED", "LEGACY"])
def test_the_api_signs_no_external_user_in(
    local: LocalPools, enter: Enter, external_client: Json, hides: str
) -> None:
    enter()
    change_client(local, external_client, PreventUserExistenceErrors=hides)
    with pytest.raises(RefusedError, match=r"Incorrect username or password\."):
        local.call(
            "InitiateAuth",
            ClientId=external_client["ClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": USERNAME, "PASSWORD": PASSWORD},
        )
    with pytest.raises(RefusedError, match=r"User password cannot be reset in the current state\."):
        local.call("ForgotPassword", ClientId=external_client["ClientId"], Username=USERNAME)


def test_an_administrator_can_make_an_external_user_a_local_one(
    local: LocalPools, enter: Enter, external_client: Json, pool_id: str
) -> None:
    """AWS: AdminSetUserPassword makes the status CONFIRMED; both ways work then."""
    enter()
    local.call(
        "AdminSetUserPassword", UserPoolId=pool_id, Username=USERNAME, Password=PASSWORD, Permanent=True
    )
    tokens = local.call(
        "InitiateAuth",
        ClientId=external_client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": USERNAME, "PASSWORD": PASSWORD},
    )
    assert "AuthenticationResult" in tokens
    assert "code" in answer_of(enter(prompt="login"))
