import httpx2
import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, CHALLENGE, PKCE, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import Json, LocalPools

PATHS = ("/oauth2/authorize", "/login")


def _is_page(response: httpx2.Response, error: str) -> bool:
    assert response.status_code == 400
    assert "location" not in response.headers
    assert response.headers["content-type"].startswith("text/html")
    return f"error={error}<" in response.text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example.com/",
        CALLBACK + "/",
        CALLBACK + "?x=1",
        CALLBACK + "#",
        CALLBACK.upper(),
        CALLBACK.replace("https", "http"),
        CALLBACK.replace("app.", "app.example.com@evil."),
        "http://localhost:3001/cb?x=1",
        "//app.example.com/callback",
        " " + CALLBACK,
    ],
)
def test_never_redirects_to_a_place_that_is_not_registered(
    browser: Browser, path: str, redirect_uri: str
) -> None:
    assert _is_page(browser.authorize(path, redirect_uri=redirect_uri), "redirect_mismatch")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"client_id": None}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"redirect_uri": None}, "invalid_request"),
    ],
)
def test_tells_the_person_if_nobody_else_can_be_told(
    browser: Browser, path: str, parameters: dict[str, str | None], error: str
) -> None:
    assert _is_page(browser.authorize(path, **parameters), error)


def test_refuses_a_parameter_that_is_there_twice(browser: Browser, web_client: Json) -> None:
    client_id = web_client["ClientId"]
    response = browser.get(f"/oauth2/authorize?client_id={client_id}&client_id={client_id}")
    assert _is_page(response, "invalid_request")


def test_refuses_a_client_that_may_not_use_oauth(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    change_client(local, web_client, AllowedOAuthFlowsUserPoolClient=False)
    assert _is_page(browser.authorize(), "unauthorized_client")


def test_refuses_a_client_without_local_users(local: LocalPools, browser: Browser, web_client: Json) -> None:
    change_client(local, web_client, SupportedIdentityProviders=[])
    assert _is_page(browser.authorize(), "invalid_request")


def test_refuses_a_pool_without_a_domain(local: LocalPools, browser: Browser, pool_id: str) -> None:
    local.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    assert _is_page(browser.authorize(), "invalid_client")


def test_refuses_a_client_at_the_domain_of_another_pool(browser: Browser, web_client: Json) -> None:
    response = browser.get(
        f"/oauth2/authorize?client_id={web_client['ClientId']}", host="other.auth.localhost:4566"
    )
    assert _is_page(response, "invalid_client")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("parameters", "answer"),
    [
        ({"response_type": None}, {"error": "invalid_request"}),
        ({"response_type": "id_token"}, {"error": "invalid_request"}),
        ({"response_type": "code token"}, {"error": "invalid_request"}),
        ({"response_type": "token"}, {"error": "unauthorized_client"}),
        ({"code_challenge": CHALLENGE}, {"error": "invalid_request"}),
        ({"code_challenge_method": "S256"}, {"error": "invalid_request"}),
        (PKCE | {"code_challenge_method": "plain"}, {"error": "invalid_request"}),
        (PKCE | {"code_challenge_method": "s256"}, {"error": "invalid_request"}),
        (PKCE | {"code_challenge": CHALLENGE + "="}, {"error": "invalid_request"}),
        ({"prompt": "never"}, {"error": "invalid_request"}),
        ({"prompt": "none login"}, {"error": "invalid_request"}),
        ({"prompt": "none"}, {"error": "login_required"}),
        ({"scope": "phone openid"}, {"error": "invalid_request", "error_description": "invalid_scope"}),
        ({"scope": "openid api/write"}, {"error": "invalid_request", "error_description": "invalid_scope"}),
        ({"scope": "offline_access"}, {"error": "invalid_request", "error_description": "invalid_scope"}),
        ({"scope": "email"}, {"error": "invalid_request", "error_description": "invalid_scope"}),
        (
            {"identity_provider": "Salesforce"},
            {
                "error": "invalid_request",
                "error_description": "The identity provider does not exist for the app client",
            },
        ),
        (
            {"resource": "https://api.example.com"},
            {
                "error": "invalid_request",
                "error_description": "resource is not supported by the local stack",
            },
        ),
    ],
)
def test_tells_the_app_what_is_wrong(
    browser: Browser, path: str, parameters: dict[str, str | None], answer: dict[str, str]
) -> None:
    assert answer_of(browser.authorize(path, **parameters)) == answer | {"state": "s-1"}


def test_a_refusal_has_the_order_of_aws(browser: Browser) -> None:
    response = browser.authorize(scope="phone", state="a b")
    assert response.headers["location"] == (
        f"{CALLBACK}?error_description=invalid_scope&state=a+b&error=invalid_request"
    )


def test_a_refusal_keeps_the_query_of_the_callback_and_leaves_out_no_state(browser: Browser) -> None:
    response = browser.authorize(redirect_uri="http://localhost:3000/cb?x=1", prompt="none", state=None)
    assert response.headers["location"] == "http://localhost:3000/cb?x=1&error=login_required"


def test_a_scope_of_a_deleted_api_is_inactive(local: LocalPools, browser: Browser, pool_id: str) -> None:
    local.call("DeleteResourceServer", UserPoolId=pool_id, Identifier="api")
    assert answer_of(browser.authorize(scope="api/read"))["error_description"] == "invalid_scope"


def test_sends_whoever_is_not_signed_in_to_the_page_with_the_same_request(browser: Browser) -> None:
    response = browser.authorize(nonce="n", identity_provider="COGNITO", **PKCE)
    assert response.status_code == 302
    assert response.headers["location"].startswith("/login?client_id=")
    assert f"code_challenge={CHALLENGE}" in response.headers["location"]
    assert browser.get(response.headers["location"]).status_code == 200


def test_takes_only_get(local: LocalPools) -> None:
    assert local.request("POST", "/oauth2/authorize").status_code == 405
