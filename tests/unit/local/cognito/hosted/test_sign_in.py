import pytest

from unit.local.cognito.hosted.browsing import PASSWORD, Browser, answer_of
from unit.local.cognito.local_pools import Json, LocalPools

WRONG = "Incorrect username or password."
UNSUPPORTED = "MFA at the sign-in pages is not supported by the local stack"


def _require_mfa(local: LocalPools, pool_id: str) -> None:
    local.call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool_id,
        MfaConfiguration="ON",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )


@pytest.mark.usefixtures("jane")
def test_refuses_who_needs_a_second_factor(local: LocalPools, browser: Browser, pool_id: str) -> None:
    _require_mfa(local, pool_id)
    browser.sign_in("jane", "wrong")
    assert browser.page.alert == WRONG
    response = browser.sign_in()
    assert response.status_code == 200
    assert browser.page.alert.startswith(UNSUPPORTED)
    assert "cognito" not in browser.cookies


def test_refuses_who_needs_a_second_factor_after_a_new_password(
    local: LocalPools, browser: Browser, pool_id: str, user: Json
) -> None:
    local.call(
        "AdminSetUserPassword",
        UserPoolId=pool_id,
        Username=user["Username"],
        Password="Temporary-1",
        Permanent=False,
    )
    _require_mfa(local, pool_id)
    browser.sign_in("jane", "Temporary-1")
    browser.submit(new_password=PASSWORD, confirmation=PASSWORD)
    assert browser.page.alert.startswith(UNSUPPORTED)
    assert "cognito" not in browser.cookies


@pytest.mark.usefixtures("jane")
def test_asks_for_no_second_factor_where_it_is_optional_and_not_set_up(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    local.call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    assert "code" in answer_of(browser.sign_in())
