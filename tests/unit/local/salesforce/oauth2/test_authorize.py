from urllib.parse import parse_qsl, urlsplit

import pytest

from unit.local.salesforce.orgs import (
    CALLBACK,
    REPLACEMENTS,
    Browser,
    OrgUnderTest,
    a_user,
    callback_of,
    open_test_org,
    project_copy,
    replaced,
)

SETTINGS, POLICIES, OAUTH_POLICIES = "ecaGlblOauth", "ecaPlcy", "ecaOauthPlcy"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": None}, "invalid_client_id"),
        ({"client_id": "3MVG9unknown"}, "invalid_client_id"),
        ({"redirect_uri": None}, "redirect_uri_missing"),
        ({"redirect_uri": ""}, "redirect_uri_missing"),
        ({"redirect_uri": "https://evil.example/callback.html"}, "redirect_uri_mismatch"),
        ({"redirect_uri": CALLBACK + "/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": CALLBACK + "?x=1"}, "redirect_uri_mismatch"),
        ({"redirect_uri": CALLBACK.upper()}, "redirect_uri_mismatch"),
        ({"redirect_uri": "https://localhost:8443/callback.html#x"}, "redirect_uri_mismatch"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri_mismatch"),
    ],
)
def test_shows_a_page_and_never_redirects_while_the_app_is_not_known(
    browser: Browser, changes: dict[str, str | None], error: str
) -> None:
    answer = browser.authorize(**changes)
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert answer.headers["content-type"].startswith("text/html")
    assert f"error={error}" in answer.text


def test_shows_a_page_for_a_repeated_parameter(browser: Browser) -> None:
    query = f"client_id={browser.made.client_id}&client_id=other"
    answer = browser.http.get(f"/services/oauth2/authorize?{query}")
    assert (answer.status_code, "a parameter is repeated" in answer.text) == (400, True)


def test_shows_a_page_for_a_post(browser: Browser) -> None:
    answer = browser.http.post("/services/oauth2/authorize", data={"client_id": browser.made.client_id})
    assert (answer.status_code, "must use HTTP GET" in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"response_type": None}, "unsupported_response_type", "response type is not supported"),
        ({"response_type": "code token"}, "unsupported_response_type", "response type is not supported"),
        ({"code_challenge": None}, "invalid_request", "missing required code challenge"),
        ({"code_challenge": ""}, "invalid_request", "missing required code challenge"),
        ({"code_challenge": "short"}, "invalid_request", "invalid code challenge"),
        ({"code_challenge_method": "plain"}, "invalid_request", "invalid code challenge"),
        ({"scope": "openid api"}, "invalid_scope", "requested scope is invalid, unknown, or malformed"),
        ({"scope": "openid x"}, "invalid_scope", "requested scope is invalid, unknown, or malformed"),
        ({"prompt": "none"}, "invalid_request", "prompt is not supported"),
    ],
)
def test_sends_the_browser_back_with_an_error_and_the_state(
    browser: Browser, changes: dict[str, str | None], error: str, description: str
) -> None:
    answer = callback_of(browser.authorize(**changes))
    assert answer == {"error": error, "error_description": description, "state": "the state"}


@pytest.mark.parametrize("response_type", ["token", "token id_token", "id_token token"])
def test_refuses_tokens_in_the_address_until_the_org_allows_them(
    browser: Browser, response_type: str
) -> None:
    answer = browser.authorize(response_type=response_type)
    error = dict(parse_qsl(urlsplit(answer.headers["location"]).fragment))
    assert error["error"] == "unsupported_response_type"


@pytest.mark.parametrize("response_type", [None, "", "foo", "code foo"])
def test_tells_an_unknown_response_type_in_the_query_where_the_code_flow_reads_it(
    browser: Browser, response_type: str | None
) -> None:
    answer = browser.authorize(response_type=response_type)
    location = urlsplit(answer.headers["location"])
    assert (dict(parse_qsl(location.query))["error"], location.fragment) == ("unsupported_response_type", "")


@pytest.mark.parametrize("element", ["isEnabled", "isOauthPluginEnabled"])
def test_refuses_an_app_that_is_switched_off(made: OrgUnderTest, browser: Browser, element: str) -> None:
    made.deploy({POLICIES: replaced(f"<{element}>true", f"<{element}>false")})
    assert callback_of(browser.authorize())["error"] == "OAUTH_APP_BLOCKED"


def test_refuses_a_user_whom_no_admin_approved(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({OAUTH_POLICIES: replaced("AllSelfAuthorized", "AdminApprovedPreAuthorized")})
    answer = callback_of(browser.log_in())
    assert answer["error"] == "OAUTH_APP_ACCESS_DENIED"
    assert answer["error_description"] == "user is not admin approved to access this app"


def test_refuses_everybody_where_the_policies_are_missing(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("org")
    made = open_test_org(folder, deploy=False)
    copy = project_copy(folder / "copy", {})
    next(copy.rglob("Cognito_OIDC_Sample*.ecaOauthPlcy-meta.xml")).unlink()
    made.org.deploy_project(copy, REPLACEMENTS)
    a_user(made.org, "bea@isthmus.example")
    assert callback_of(Browser(made).log_in())["error"] == "OAUTH_APP_ACCESS_DENIED"
    made.org.close()


def test_an_admins_approval_needs_no_other(made: OrgUnderTest, browser: Browser) -> None:
    policy = "<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>"
    made.deploy(
        {
            OAUTH_POLICIES: lambda text: text.replace(
                "<permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType>",
                f"<commaSeparatedPermissionSet>Cognito_API_Access</commaSeparatedPermissionSet>{policy}",
            )
        }
    )
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    assert "code" in callback_of(browser.log_in())


def test_a_missing_challenge_method_means_s256(browser: Browser) -> None:
    assert set(browser.allow()) == {"code", "state"}


def test_the_scope_defaults_to_all_of_the_apps(browser: Browser) -> None:
    assert browser.tokens(scope=None)["scope"] == "openid profile email"


def test_whoever_is_logged_in_is_not_asked_for_the_password_again(browser: Browser) -> None:
    browser.allow()
    assert "Allow access?" in browser.authorize().text


@pytest.mark.parametrize("prompt", ["login", "login select_account", "login consent"])
def test_prompt_login_asks_for_the_password_again(browser: Browser, prompt: str) -> None:
    browser.allow()
    assert 'type="password"' in browser.authorize(prompt=prompt).text


def test_prompt_select_account_shows_the_approval_to_whoever_is_logged_in(browser: Browser) -> None:
    assert 'type="password"' in browser.authorize(prompt="select_account").text
    browser.log_in()
    assert "Allow access?" in browser.authorize(prompt="select_account").text


IMMEDIATE = {
    "error": "immediate_unsuccessful",
    "error_description": "immediate unsuccessful",
    "state": "the state",
}


def test_refuses_at_once_where_nobody_may_be_asked(browser: Browser) -> None:
    assert callback_of(browser.authorize(immediate="true")) == IMMEDIATE
    browser.log_in()
    assert callback_of(browser.authorize(immediate="true")) == IMMEDIATE
    assert callback_of(browser.authorize(immediate="true", prompt="login")) == IMMEDIATE


def test_answers_at_once_after_an_approval_that_lasts(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy(
        {
            "ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, RefreshToken"),
            OAUTH_POLICIES: replaced("Zero", "Infinite"),
        }
    )
    browser.tokens(scope="openid refresh_token")
    assert set(callback_of(browser.authorize(immediate="true", scope="openid"))) == {"code", "state"}


@pytest.mark.parametrize("display", ["page", "popup", "touch"])
def test_every_display_is_the_same_page(browser: Browser, display: str) -> None:
    assert 'type="password"' in browser.authorize(display=display).text


def test_the_login_hint_fills_in_the_username(browser: Browser) -> None:
    assert 'value="cleo@isthmus.example"' in browser.authorize(login_hint="cleo@isthmus.example").text


def test_what_the_app_sends_is_escaped(browser: Browser) -> None:
    page = browser.authorize(login_hint='"><script>alert(1)</script>')
    assert "<script>" not in page.text


def test_the_old_flow_gives_tokens_in_the_fragment_once_the_org_allows_it(
    made: OrgUnderTest, browser: Browser
) -> None:
    allow_user_agent_flow(made)
    answer = browser.submit(
        browser.log_in(response_type="token id_token", code_challenge=None), decision="allow"
    )
    location = urlsplit(answer.headers["location"])
    fields = dict(parse_qsl(location.fragment))
    assert location.query == ""
    assert {"access_token", "id_token", "instance_url", "id", "issued_at", "signature", "state"} <= set(
        fields
    )
    assert "refresh_token" not in fields


def test_the_old_flow_wants_a_nonce_for_an_id_token(made: OrgUnderTest, browser: Browser) -> None:
    allow_user_agent_flow(made)
    answer = browser.authorize(response_type="token id_token", nonce=None)
    error = dict(parse_qsl(urlsplit(answer.headers["location"]).fragment))
    assert error["error"] == "invalid_request"


def allow_user_agent_flow(made: OrgUnderTest) -> None:
    copy = project_copy(made.folder / "user-agent", {})
    (copy / "force-app/main/default/settings/OauthOidc.settings-meta.xml").write_text(
        '<OauthOidcSettings xmlns="http://soap.sforce.com/2006/04/metadata">'
        "<blockOAuthUsrAgtFlow>false</blockOAuthUsrAgtFlow></OauthOidcSettings>"
    )
    made.org.deploy_project(copy, REPLACEMENTS)


def test_the_old_flow_without_openid_gives_an_access_token_only(made: OrgUnderTest, browser: Browser) -> None:
    allow_user_agent_flow(made)
    page = browser.log_in(response_type="token", code_challenge=None)
    answer = browser.submit(page, decision="allow")
    fields = dict(parse_qsl(urlsplit(answer.headers["location"]).fragment))
    assert fields["access_token"].startswith(made.org.org_id[:15])
    assert "id_token" not in fields
