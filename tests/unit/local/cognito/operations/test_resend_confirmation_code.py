import pytest

from unit.local.cognito.local_pools import RefusedError
from unit.local.cognito.sample_app import App


def _refusal(app: App, username: str = "joe") -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        app.call("ResendConfirmationCode", Username=username)
    return refused.value.code, refused.value.message


def test_refuses_a_pool_that_verifies_nothing_and_a_user_without_an_address(app: App) -> None:
    expected = (
        "InvalidParameterException",
        "Cannot resend codes. Auto verification not turned on.",
    )
    app.sign_up()
    assert _refusal(app) == expected
    app.change_pool(AutoVerifiedAttributes=[])
    assert _refusal(app) == expected


def test_refuses_a_confirmed_user(app: App) -> None:
    app.sign_up_confirmed()
    assert _refusal(app) == ("InvalidParameterException", "User is already confirmed.")


def test_refuses_the_sixth_code_in_an_hour(app: App) -> None:
    app.sign_up(email="joe@example.com")
    for _ in range(4):
        app.call("ResendConfirmationCode", Username="joe")
    assert _refusal(app) == (
        "LimitExceededException",
        "Attempt limit exceeded, please try after some time.",
    )
    app.local.clock.forward(3600)
    app.call("ResendConfirmationCode", Username="joe")


def test_says_of_unknown_and_disabled_users_what_the_client_allows(app: App) -> None:
    app.sign_up(email="joe@example.com")
    app.local.call("AdminDisableUser", UserPoolId=app.pool_id, Username="joe")
    assert _refusal(app, "nobody") == (
        "UserNotFoundException",
        "Username/client id combination not found.",
    )
    assert _refusal(app) == ("NotAuthorizedException", "User is disabled.")
    app.change_client(PreventUserExistenceErrors="ENABLED")
    sent = len(app.local.pools.outbox())
    real = app.call("ResendConfirmationCode", Username="joe")["CodeDeliveryDetails"]
    made_up = app.call("ResendConfirmationCode", Username="nobody")["CodeDeliveryDetails"]
    assert made_up == app.call("ResendConfirmationCode", Username="nobody")["CodeDeliveryDetails"]
    assert set(made_up) == set(real)
    assert len(app.local.pools.outbox()) == sent


def test_another_code_confirms(app: App) -> None:
    app.sign_up(email="joe@example.com")
    details = app.call("ResendConfirmationCode", Username="joe")["CodeDeliveryDetails"]
    assert details["Destination"] == "j***@e***"
    app.call("ConfirmSignUp", Username="joe", ConfirmationCode=app.newest_code())
    assert app.user()["UserStatus"] == "CONFIRMED"
