import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, PASSWORD, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import Json, LocalPools
from unit.local.cognito.one_time_passwords import set_mfa

pytestmark = pytest.mark.usefixtures("jane")
REFUSED = {"error": "login_required", "state": "s-1"}


def test_a_session_from_before_mfa_was_required_signs_in_no_more(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    browser.sign_in()
    set_mfa(local, pool_id, "ON")
    assert answer_of(browser.authorize(prompt="none")) == REFUSED


@pytest.mark.parametrize("password", [PASSWORD, "Another-horse-8"])
def test_a_session_from_before_a_password_change_signs_in_no_more(
    local: LocalPools, browser: Browser, pool_id: str, password: str
) -> None:
    browser.sign_in()
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password=password, Permanent=True)
    assert answer_of(browser.authorize(prompt="none")) == REFUSED


def test_a_session_does_not_come_back_when_a_user_is_enabled_again(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    browser.sign_in()
    for operation in ("AdminDisableUser", "AdminEnableUser"):
        local.call(operation, UserPoolId=pool_id, Username="jane")
    assert answer_of(browser.authorize(prompt="none")) == REFUSED


def test_a_global_sign_out_ends_the_sessions(local: LocalPools, browser: Browser, pool_id: str) -> None:
    browser.sign_in()
    local.call("AdminUserGlobalSignOut", UserPoolId=pool_id, Username="jane")
    assert answer_of(browser.authorize(prompt="none")) == REFUSED


def test_a_user_signs_out_everywhere(local: LocalPools, browser: Browser, web_client: Json) -> None:
    change_client(local, web_client, AllowedOAuthFlows=["implicit"])
    token = answer_of(browser.sign_in(response_type="token", scope="aws.cognito.signin.user.admin"))
    local.call("GlobalSignOut", AccessToken=token["access_token"])
    answer = answer_of(browser.authorize(response_type="token", prompt="none"))
    assert answer == REFUSED


@pytest.mark.parametrize("max_age", ["-1", "x", "1.5", "9999999999", "٣"])
def test_refuses_a_max_age_that_is_no_number_of_seconds(browser: Browser, max_age: str) -> None:
    assert answer_of(browser.authorize(max_age=max_age))["error"] == "invalid_request"


def test_a_sign_in_older_than_max_age_is_asked_for_again(local: LocalPools, browser: Browser) -> None:
    browser.sign_in()
    local.clock.forward(100)
    assert "code" in answer_of(browser.authorize(max_age="100", prompt="none"))
    assert answer_of(browser.authorize(max_age="99", prompt="none")) == REFUSED
    browser.follow(browser.authorize(max_age="99"))
    assert "code" in answer_of(browser.submit(username="jane", password=PASSWORD))
    assert "code" in answer_of(browser.authorize(max_age="99", prompt="none"))


def test_two_pools_of_one_origin_do_not_sign_each_other_out(local: LocalPools, browser: Browser) -> None:
    other_pool = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=other_pool, Domain="other")
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=other_pool,
        ClientName="Other",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[CALLBACK],
        LogoutURLs=[CALLBACK],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
    )["UserPoolClient"]
    local.call("AdminCreateUser", UserPoolId=other_pool, Username="jim", MessageAction="SUPPRESS")
    local.call(
        "AdminSetUserPassword", UserPoolId=other_pool, Username="jim", Password=PASSWORD, Permanent=True
    )
    browser.sign_in()
    other = Browser(local, client)
    other.cookies = browser.cookies
    other.sign_in("jim")
    for each in (browser, other):
        assert "code" in answer_of(each.authorize(prompt="none"))
    other.get(f"/logout?client_id={client['ClientId']}&logout_uri={CALLBACK}")
    assert answer_of(other.authorize(prompt="none")) == REFUSED
    assert "code" in answer_of(browser.authorize(prompt="none"))


def test_a_language_is_taken_and_the_pages_stay_english(browser: Browser) -> None:
    browser.follow(browser.authorize(lang="de"))
    assert browser.page.title == "Sign in"
