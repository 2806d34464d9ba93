import pytest

from unit.local.cognito.local_pools import CHALLENGE_TRIGGERS, DEFINE, LocalPools, RefusedError
from unit.local.cognito.sample_app import PASSWORD, App, make_app
from unit.local.cognito.sign_in.srp_client import SrpClient

FLOWS = ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
NEW_PASSWORD = "Another-123"
JOE = "joe@example.com"
RESET = ("PasswordResetRequiredException", "Password reset required for the user")
REFUSED = ("NotAuthorizedException", "Incorrect username or password.")
UNCONFIRMED = ("UserNotConfirmedException", "User is not confirmed.")


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> App:
    local.call("UpdateUserPool", UserPoolId=pool_id, AutoVerifiedAttributes=["email"])
    return make_app(local, pool_id, ExplicitAuthFlows=FLOWS)


@pytest.fixture
def email_app(local: LocalPools) -> App:
    """An app whose users are named by a `sub`, and sign in by e-mail address."""
    pool = local.call(
        "CreateUserPool", PoolName="p", UsernameAttributes=["email"], AutoVerifiedAttributes=["email"]
    )["UserPool"]
    return make_app(local, pool["Id"], ExplicitAuthFlows=FLOWS)


def _browser(app: App, password: str = PASSWORD, *, username: str = "joe") -> SrpClient:
    return SrpClient(app.local, app.pool_id, app.client_id, password=password, username=username)


def _refusal(error: pytest.ExceptionInfo[RefusedError]) -> tuple[str, str]:
    return error.value.code, error.value.message


def test_only_the_right_password_tells_that_the_user_is_not_confirmed(app: App) -> None:
    app.sign_up(email=JOE)
    with pytest.raises(RefusedError) as refused:
        _browser(app, "Wrong-pass-1").sign_in()
    assert _refusal(refused) == REFUSED
    with pytest.raises(RefusedError) as refused:
        _browser(app).sign_in()
    assert _refusal(refused) == UNCONFIRMED


def test_the_same_holds_for_srp_inside_of_custom_authentication(app: App) -> None:
    app.sign_up(email=JOE)
    app.change_pool(LambdaConfig=CHALLENGE_TRIGGERS)
    app.local.functions.respond(DEFINE, challengeName="PASSWORD_VERIFIER", issueTokens=False)
    for password, expected in (("Wrong-pass-1", REFUSED), (PASSWORD, UNCONFIRMED)):
        browser = _browser(app, password)
        started = browser.start("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A")
        with pytest.raises(RefusedError) as refused:
            browser.answer(browser.claim(started), Session=started["Session"])
        assert _refusal(refused) == expected


def test_refuses_srp_of_a_reset_password(app: App) -> None:
    app.sign_up_confirmed()
    browser = _browser(app)
    claim = browser.claim(browser.start())
    app.local.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="joe")
    with pytest.raises(RefusedError) as refused:
        browser.answer(claim)
    assert _refusal(refused) == RESET
    with pytest.raises(RefusedError) as refused:
        browser.start()
    assert _refusal(refused) == RESET


def test_custom_authentication_without_a_password_outlives_its_reset(
    app: App, local: LocalPools, custom_client: str
) -> None:
    app.change_pool(LambdaConfig=CHALLENGE_TRIGGERS)
    app.sign_up_confirmed()
    app.local.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="joe")
    started = local.call(
        "InitiateAuth", ClientId=custom_client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "joe"}
    )
    assert started["ChallengeName"] == "CUSTOM_CHALLENGE"


def test_the_password_of_a_sign_up_is_proven_by_srp(app: App) -> None:
    app.sign_up_confirmed()
    assert "AuthenticationResult" in _browser(app).sign_in()


def test_the_password_of_a_sign_up_by_address_is_proven_by_srp(email_app: App) -> None:
    email_app.sign_up_confirmed(JOE, email=JOE)
    assert "AuthenticationResult" in _browser(email_app, username=JOE).sign_in()


def test_a_changed_password_is_proven_by_srp(app: App) -> None:
    app.sign_up_confirmed()
    token = app.sign_in()["AccessToken"]
    app.local.call(
        "ChangePassword", AccessToken=token, PreviousPassword=PASSWORD, ProposedPassword=NEW_PASSWORD
    )
    with pytest.raises(RefusedError) as refused:
        _browser(app).sign_in()
    assert _refusal(refused) == REFUSED
    assert "AuthenticationResult" in _browser(app, NEW_PASSWORD).sign_in()


def test_a_recovered_password_is_proven_by_srp(email_app: App) -> None:
    email_app.sign_up_confirmed(JOE, email=JOE)
    email_app.call("ForgotPassword", Username=JOE)
    email_app.call(
        "ConfirmForgotPassword",
        Username=JOE,
        ConfirmationCode=email_app.newest_code(),
        Password=NEW_PASSWORD,
    )
    assert "AuthenticationResult" in _browser(email_app, NEW_PASSWORD, username=JOE).sign_in()
