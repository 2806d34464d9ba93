import re

import pytest

from unit.local.cognito.hosted.browsing import PASSWORD, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import Json, LocalPools

NEW = "Another-horse-8"
pytestmark = pytest.mark.usefixtures("jane")


def forget(browser: Browser, username: str = "jane") -> None:
    browser.open("/forgotPassword")
    response = browser.submit(username=username)
    assert response.headers["location"].startswith("/confirmforgotPassword?"), browser.page.alert
    browser.follow(response)
    assert browser.page.title == "Choose a new password"


def newest_code(local: LocalPools) -> str:
    return local.pools.outbox()[0].code


def test_an_unknown_user_looks_like_a_known_one(local: LocalPools, browser: Browser) -> None:
    pages = []
    for name in ("jane", "nobody"):
        forget(browser, name)
        text = browser.open("/confirmforgotPassword").text.replace(name, "NAME")
        pages.append(re.sub(r"[a-z]\*{3}@[a-z]\*{3}", "MASKED", text))
    assert pages[0] == pages[1]
    assert "MASKED" in pages[0]
    assert [message.username for message in local.pools.outbox()] == ["jane"]


def test_an_unknown_user_is_told_if_the_client_wants_it(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    change_client(local, web_client, PreventUserExistenceErrors="LEGACY")
    browser.open("/forgotPassword")
    browser.submit(username="nobody")
    assert browser.page.alert == "Username/client id combination not found."


def test_refuses_an_empty_form(browser: Browser) -> None:
    browser.open("/forgotPassword")
    browser.submit()
    assert browser.page.alert == "Fill in: Username."
    browser.open("/confirmforgotPassword")
    browser.submit()
    assert browser.page.alert == "Enter the code and a new password."


@pytest.mark.parametrize(
    ("typed", "alert"),
    [
        ({"confirmation": "x"}, "The two passwords differ."),
        ({"new_password": "short", "confirmation": "short"}, "This password is too weak."),
        ({"code": "000000"}, "Invalid verification code provided, please try again."),
        ({"code": "1 2"}, "What you typed has a space, a sign or a length that is not allowed."),
        ({"username": "nobody"}, "Invalid verification code provided, please try again."),
    ],
)
def test_says_what_is_wrong_and_the_old_password_stays(
    local: LocalPools, browser: Browser, typed: dict[str, str], alert: str
) -> None:
    forget(browser)
    sent = {"code": newest_code(local), "new_password": NEW, "confirmation": NEW} | typed
    browser.submit(sent)
    assert browser.page.alert.startswith(alert)
    assert "code" in answer_of(browser.sign_in())


def test_guesses_are_few(local: LocalPools, browser: Browser) -> None:
    forget(browser)
    code = newest_code(local)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for guess in [wrong] * 5 + [code]:
        browser.submit(code=guess, new_password=NEW, confirmation=NEW)
    assert browser.page.alert == "Attempt limit exceeded, please try after some time."


def test_is_not_offered_where_administrators_reset_passwords(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    setting = {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
    local.call("UpdateUserPool", UserPoolId=pool_id, AccountRecoverySetting=setting)
    browser.open("/login")
    assert not any(link.startswith("/forgotPassword") for link in browser.page.links)
    browser.open("/forgotPassword")
    browser.submit(username="jane")
    assert browser.page.alert == "Contact administrator to reset password."


def test_sets_a_new_password_and_ends_the_session_of_the_old_one(local: LocalPools, browser: Browser) -> None:
    browser.sign_in()
    forget(browser)
    page = browser.page
    code = newest_code(local)
    response = browser.submit(code=code, new_password=NEW, confirmation=NEW)
    assert answer_of(browser.authorize(prompt="none"))["error"] == "login_required"
    browser.follow(response)
    assert browser.page.status == "Your password is changed. Sign in with it."
    assert "code" in answer_of(browser.submit(password=NEW))
    browser.page = page
    browser.submit(code=code, new_password=PASSWORD, confirmation=PASSWORD)
    assert browser.page.alert == "Invalid code provided, please request a code again."
    browser.sign_in("jane", PASSWORD, prompt="login")
    assert browser.page.alert == "Incorrect username or password."
