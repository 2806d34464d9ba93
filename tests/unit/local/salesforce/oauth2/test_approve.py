import html
import re

import pytest

from unit.local.salesforce.orgs import PASSWORD, Browser, OrgUnderTest, callback_of, form_of, replaced

SETTINGS, SCOPES, POLICIES = "ecaGlblOauth", "ecaOauth-meta", "ecaOauthPlcy"
REFRESH = {
    SCOPES: replaced("OpenID, Profile, Email", "OpenID, RefreshToken"),
    POLICIES: replaced("Zero", "Infinite"),
}


def test_refuses_before_anyone_logged_in(browser: Browser) -> None:
    page = browser.authorize()
    _, values = form_of(page)
    answer = browser.http.get("/services/oauth2/approve", params={"request": values["request"]})
    assert answer.headers["location"].startswith("/login?")


@pytest.mark.parametrize("scope", ["openid", "openid profile email"])
def test_refuses_an_apps_access_token_as_the_login_of_a_browser(
    made: OrgUnderTest, browser: Browser, scope: str
) -> None:
    token = browser.tokens(scope=scope)["access_token"]
    stranger = Browser(made)
    stranger.http.cookies["__Host-sid"] = token
    assert 'type="password"' in stranger.authorize().text


def test_refuses_an_api_session_as_the_login_of_a_browser(made: OrgUnderTest, browser: Browser) -> None:
    browser.http.cookies["__Host-sid"] = made.org.create_session(made.user_id)
    assert 'type="password"' in browser.authorize().text


def test_refuses_an_approval_without_the_forms_token(browser: Browser) -> None:
    assert browser.submit(browser.log_in(), decision="allow", csrf="0" * 64).status_code == 400


@pytest.mark.parametrize("decision", ["", "maybe", "ALLOW"])
def test_refuses_an_answer_that_is_neither(browser: Browser, decision: str) -> None:
    assert browser.submit(browser.log_in(), decision=decision).status_code == 400


def test_refuses_a_form_sent_twice(browser: Browser) -> None:
    page = browser.log_in()
    assert "code" in callback_of(browser.submit(page, decision="allow"))
    assert browser.submit(page, decision="allow").status_code == 400


def test_refuses_once_the_person_is_logged_out(browser: Browser) -> None:
    page = browser.log_in()
    assert "logged out" in browser.http.get("/services/auth/idp/oidc/logout").text
    assert 'type="password"' in browser.submit(page, decision="allow").text


def test_deny_is_told_in_salesforces_words(browser: Browser) -> None:
    answer = browser.submit(browser.log_in(), decision="deny")
    assert answer.headers["location"].endswith(
        "?error=access_denied&error_description=end-user%20denied%20authorization&state=the%20state"
    )


def test_names_the_app_the_scopes_and_the_person(browser: Browser) -> None:
    page = browser.log_in().text
    for text in ("Cognito OIDC Sample", "Access unique user identifiers", "bea@isthmus.example"):
        assert text in page


def test_asks_every_time_where_no_refresh_token_was_given(browser: Browser) -> None:
    browser.tokens()
    assert "Allow access?" in browser.authorize().text


def test_a_refresh_token_is_an_approval_that_lasts(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy(REFRESH)
    assert browser.tokens(scope="openid refresh_token")["refresh_token"].startswith("5Aep861")
    assert "code" in callback_of(browser.authorize(scope="openid refresh_token"))
    assert "Allow access?" in browser.authorize(scope="openid refresh_token", prompt="consent").text


def test_a_callback_with_a_query_keeps_it(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({SETTINGS: replaced("__APP_CALLBACK_URL__", "__APP_CALLBACK_URL__?a=1")})
    answer = browser.submit(
        browser.log_in(redirect_uri="https://localhost:8443/callback.html?a=1"), decision="deny"
    )
    assert "callback.html?a=1&error=access_denied" in answer.headers["location"]


def test_refuses_an_app_that_was_switched_off_meanwhile(made: OrgUnderTest, browser: Browser) -> None:
    page = browser.log_in()
    made.deploy({"ecaPlcy": replaced("<isEnabled>true", "<isEnabled>false")})
    assert callback_of(browser.submit(page, decision="allow"))["error"] == "OAUTH_APP_BLOCKED"


def test_refuses_a_repeated_parameter(browser: Browser) -> None:
    assert browser.http.get("/services/oauth2/approve?request=a&request=b").status_code == 400


def test_another_person_may_log_in_instead(browser: Browser) -> None:
    page = browser.log_in()
    link = re.search(r'href="([^"]*)">Not you', page.text)
    assert link
    login = browser.http.get(html.unescape(link[1]))
    answer = browser.submit(login, username="ada@isthmus.example", password=PASSWORD)
    assert "ada@isthmus.example" in answer.text
