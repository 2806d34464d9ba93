from urllib.parse import urlencode

import httpx2
import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, GOODBYE, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import Json, LocalPools

pytestmark = pytest.mark.usefixtures("jane")


def _logout(browser: Browser, client: Json, **parameters: str) -> httpx2.Response:
    return browser.get(f"/logout?{urlencode({'client_id': client['ClientId']} | parameters)}")


@pytest.mark.parametrize(
    "logout_uri",
    ["https://evil.example.com/", GOODBYE + "/", GOODBYE + "?x=1", CALLBACK, "//app.example.com"],
)
def test_never_redirects_to_a_place_that_is_not_registered(
    browser: Browser, web_client: Json, logout_uri: str
) -> None:
    response = _logout(browser, web_client, logout_uri=logout_uri, redirect_uri=CALLBACK)
    assert response.status_code == 400
    assert "error=redirect_mismatch<" in response.text


def test_refuses_an_unknown_client_and_a_missing_address(browser: Browser, web_client: Json) -> None:
    assert browser.get(f"/logout?logout_uri={GOODBYE}").status_code == 400
    assert browser.get(f"/logout?client_id=nobody&logout_uri={GOODBYE}").status_code == 400
    response = _logout(browser, web_client)
    assert "Required String parameter &#39;redirect_uri&#39; is not present" in response.text


def test_refuses_to_sign_in_again_for_a_callback_that_is_not_registered(
    browser: Browser, web_client: Json
) -> None:
    assert _logout(browser, web_client, redirect_uri=GOODBYE, response_type="code").status_code == 400
    answer = answer_of(_logout(browser, web_client, redirect_uri=CALLBACK))
    assert answer == {"error": "invalid_request"}


def test_the_session_ends_even_if_there_is_no_place_to_go(browser: Browser, web_client: Json) -> None:
    browser.sign_in()
    cookie = browser.cookies[browser.session_cookie]
    assert _logout(browser, web_client).status_code == 400
    browser.cookies[browser.session_cookie] = cookie
    assert answer_of(browser.authorize(prompt="none"))["error"] == "login_required"


def test_signs_out_and_goes_to_the_registered_place(browser: Browser, web_client: Json) -> None:
    browser.sign_in()
    cookie = browser.cookies[browser.session_cookie]
    response = _logout(browser, web_client, logout_uri=GOODBYE, redirect_uri="https://evil.example.com/")
    assert (response.status_code, response.headers["location"]) == (302, GOODBYE)
    assert browser.session_cookie not in browser.cookies
    browser.cookies[browser.session_cookie] = cookie
    assert answer_of(browser.authorize(prompt="none"))["error"] == "login_required"


def test_signs_out_and_asks_for_another_user(browser: Browser, web_client: Json) -> None:
    browser.sign_in()
    response = _logout(browser, web_client, redirect_uri=CALLBACK, response_type="code", state="s-9")
    assert response.headers["location"].startswith("/login?")
    browser.get(response.headers["location"])
    assert browser.page.title == "Sign in"
    assert answer_of(browser.submit(username="jane", password="Correct-horse-7"))["state"] == "s-9"


def test_a_logout_leaves_the_tokens_alone(local: LocalPools, browser: Browser, web_client: Json) -> None:
    change_client(local, web_client, AllowedOAuthFlows=["implicit"])
    token = answer_of(browser.sign_in(response_type="token", scope="aws.cognito.signin.user.admin"))
    _logout(browser, web_client, logout_uri=GOODBYE)
    assert local.call("GetUser", AccessToken=token["access_token"])["Username"] == "jane"
