import re

import pytest

from unit.local.cognito.hosted.browsing import PASSWORD, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError
from unit.local.cognito.one_time_passwords import code_at, set_mfa

WRONG = "Incorrect username or password."
MISTYPED = "This code is not the right one."


def _set_up(local: LocalPools, browser: Browser) -> str:
    """Go through the setup page and give the key."""
    browser.sign_in()
    assert browser.page.title == "Set up an authenticator app"
    (uri,) = (link for link in browser.page.links if link.startswith("otpauth:"))
    found = re.search(r"secret=([A-Z2-7]{52})", uri)
    assert found is not None
    assert "code" in answer_of(browser.submit(code=code_at(local, found[1])))
    local.clock.forward(30)
    return found[1]


@pytest.fixture
def mfa(local: LocalPools, pool_id: str, jane: Json) -> None:
    assert jane
    set_mfa(local, pool_id, "ON")


@pytest.mark.usefixtures("mfa")
def test_a_password_alone_is_not_enough(browser: Browser) -> None:
    browser.sign_in("jane", "wrong")
    assert browser.page.alert == WRONG
    response = browser.sign_in()
    assert (response.status_code, browser.page.title) == (200, "Set up an authenticator app")
    assert browser.session_cookie not in browser.cookies
    assert answer_of(browser.authorize(prompt="none"))["error"] == "login_required"


@pytest.mark.usefixtures("jane")
def test_a_factor_that_the_pages_have_no_form_for_is_not_skipped(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    sms = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}
    local.call("UpdateUserPool", UserPoolId=pool_id, MfaConfiguration="OPTIONAL", SmsConfiguration=sms)
    on = {"Enabled": True, "PreferredMfa": True}
    phone = [{"Name": "phone_number", "Value": "+15555550100"}]
    local.call("AdminUpdateUserAttributes", UserPoolId=pool_id, Username="jane", UserAttributes=phone)
    local.call("AdminSetUserMFAPreference", UserPoolId=pool_id, Username="jane", SMSMfaSettings=on)
    response = browser.sign_in()
    assert "SMS_MFA at the sign-in pages is not supported" in browser.page.alert
    assert response.status_code == 200
    assert browser.session_cookie not in browser.cookies


def test_a_new_password_alone_is_not_enough_either(
    local: LocalPools, browser: Browser, pool_id: str, user: Json
) -> None:
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username=user["Username"], Password="Temporary-1")
    set_mfa(local, pool_id, "ON")
    browser.sign_in("jane", "Temporary-1")
    browser.submit(new_password=PASSWORD, confirmation=PASSWORD)
    assert browser.page.title == "Set up an authenticator app"
    assert browser.session_cookie not in browser.cookies


@pytest.mark.usefixtures("mfa")
def test_a_mistyped_code_of_the_setup_shows_the_same_key_again(local: LocalPools, browser: Browser) -> None:
    browser.sign_in()
    uri = browser.page.links[0]
    for code, alert in (("", "digits"), ("12 34", MISTYPED), ("abcdef", "digits"), ("0" * 6, MISTYPED)):
        browser.submit(code=code)
        assert alert in browser.page.alert
        assert browser.page.links[0] == uri
    local.clock.forward(181)
    browser.submit(code="123456")
    assert browser.page.title == "Sign in"


@pytest.mark.usefixtures("mfa")
def test_a_code_is_asked_for_once_the_app_is_set_up(local: LocalPools, browser: Browser) -> None:
    key = _set_up(local, browser)
    browser.sign_in(prompt="login")
    assert browser.page.title == "Enter a code"
    browser.submit(code="000000")
    assert browser.page.alert.startswith(MISTYPED)
    browser.submit(code="é")
    assert browser.page.alert == "The code consists of digits."
    code = code_at(local, key)
    page = browser.page
    assert "code" in answer_of(browser.submit(code=f"{code[:3]} {code[3:]}"))
    browser.page = page
    browser.submit(code=code)
    assert browser.page.alert == "Invalid session for the user, session can only be used once."


@pytest.mark.usefixtures("mfa")
def test_guessing_codes_locks(local: LocalPools, browser: Browser) -> None:
    key = _set_up(local, browser)
    browser.sign_in(prompt="login")
    for _ in range(5):
        browser.submit(code="000000")
    browser.submit(code=code_at(local, key))
    assert (browser.page.title, browser.page.alert) == ("Sign in", "Code attempts exceeded")


@pytest.mark.usefixtures("mfa")
@pytest.mark.parametrize(
    "changed",
    [
        {"challenge": "MFA_SETUP"},
        {"challenge": "NEW_PASSWORD_REQUIRED", "new_password": PASSWORD, "confirmation": PASSWORD},
        {"challenge": "SMS_MFA"},
        {"challenge": "CUSTOM_CHALLENGE"},
        {"username": "other"},
        {"session": "x"},
    ],
)
def test_a_code_of_another_question_leads_nowhere(
    local: LocalPools, browser: Browser, changed: dict[str, str]
) -> None:
    key = _set_up(local, browser)
    browser.sign_in(prompt="login")
    response = browser.submit({"code": code_at(local, key)} | changed)
    assert (response.status_code, browser.page.title) == (200, "Sign in")
    assert "Invalid session" in browser.page.alert or "not supported" in browser.page.alert


@pytest.mark.usefixtures("mfa")
def test_a_session_of_the_page_is_no_session_of_the_api(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    key = _set_up(local, browser)
    browser.sign_in(prompt="login")
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        local.call(
            "RespondToAuthChallenge",
            ClientId=web_client["ClientId"],
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=browser.page.fields["session"],
            ChallengeResponses={"USERNAME": "jane", "SOFTWARE_TOKEN_MFA_CODE": code_at(local, key)},
        )


@pytest.mark.usefixtures("mfa")
def test_a_session_of_the_api_is_no_session_of_the_page(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    key = _set_up(local, browser)
    change_client(local, web_client, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    challenge = local.call(
        "InitiateAuth",
        ClientId=web_client["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "jane", "PASSWORD": PASSWORD},
    )
    browser.sign_in(prompt="login")
    browser.submit(code=code_at(local, key), session=challenge["Session"])
    assert browser.page.alert == "Invalid session for the user."


def test_asks_for_no_second_factor_where_it_is_optional_and_not_set_up(
    local: LocalPools, browser: Browser, pool_id: str, jane: Json
) -> None:
    assert jane
    set_mfa(local, pool_id, "OPTIONAL")
    assert "code" in answer_of(browser.sign_in())
