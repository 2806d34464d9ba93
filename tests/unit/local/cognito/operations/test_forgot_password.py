import asyncio

import pytest

from unit.local.cognito.local_pools import RefusedError
from unit.local.cognito.sample_app import PASSWORD, App, attribute_list, other_code

NEW_PASSWORD = "Another-123"
POST_CONFIRMATION = "arn:aws:lambda:us-east-1:123456789012:function:post-confirmation"
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
NOWHERE = (
    "InvalidParameterException",
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
)
UNKNOWN = ("UserNotFoundException", "Username/client id combination not found.")


@pytest.fixture
def joe(app: App) -> App:
    """An app whose user joe is confirmed."""
    app.sign_up_confirmed("joe")
    return app


def _refusal(app: App, operation: str, **request: object) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        app.call(operation, **request)
    return refused.value.code, refused.value.message


def _confirm(app: App, code: str, *, username: str = "joe", password: str = NEW_PASSWORD) -> None:
    app.call("ConfirmForgotPassword", Username=username, ConfirmationCode=code, Password=password)


def _refused_code(app: App, code: str, *, username: str = "joe") -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        _confirm(app, code, username=username)
    return refused.value.code, refused.value.message


def _administer(app: App, operation: str, **request: object) -> None:
    app.local.call(operation, UserPoolId=app.pool_id, **request)


def test_refuses_who_has_no_verified_address(app: App) -> None:
    app.sign_up("joe", email="joe@example.com")
    assert _refusal(app, "ForgotPassword", Username="joe") == NOWHERE
    _administer(app, "AdminConfirmSignUp", Username="joe")
    assert _refusal(app, "ForgotPassword", Username="joe") == NOWHERE
    with pytest.raises(RefusedError, match="no registered/verified email or phone_number"):
        _administer(app, "AdminResetUserPassword", Username="joe")


def test_refuses_who_has_a_temporary_password(app: App) -> None:
    attributes = attribute_list({"email": "jane@example.com", "email_verified": "true"})
    _administer(app, "AdminCreateUser", Username="jane", UserAttributes=attributes)
    expected = ("NotAuthorizedException", "User password cannot be reset in the current state.")
    assert _refusal(app, "ForgotPassword", Username="jane") == expected
    app.change_client(PreventUserExistenceErrors="ENABLED")
    assert _refusal(app, "ForgotPassword", Username="jane") == expected


def test_refuses_where_only_administrators_reset_passwords(joe: App) -> None:
    mechanisms = [{"Priority": 1, "Name": "admin_only"}]
    joe.change_pool(AccountRecoverySetting={"RecoveryMechanisms": mechanisms})
    expected = ("NotAuthorizedException", "Contact administrator to reset password.")
    for prevention in ("LEGACY", "ENABLED"):
        joe.change_client(PreventUserExistenceErrors=prevention)
        for name in ("joe", "nobody"):
            assert _refusal(joe, "ForgotPassword", Username=name) == expected


def test_says_of_unknown_and_disabled_users_what_the_client_allows(joe: App) -> None:
    _administer(joe, "AdminDisableUser", Username="joe")
    assert _refusal(joe, "ForgotPassword", Username="nobody") == UNKNOWN
    assert _refusal(joe, "ForgotPassword", Username="joe") == (
        "NotAuthorizedException",
        "User is disabled.",
    )
    assert _refused_code(joe, "123456", username="nobody") == UNKNOWN
    joe.change_client(PreventUserExistenceErrors="ENABLED")
    sent = len(joe.local.pools.outbox())
    for name in ("nobody", "joe", "nobody@example.com", "+15555550100"):
        details = joe.call("ForgotPassword", Username=name)["CodeDeliveryDetails"]
        assert set(details) == {"Destination", "DeliveryMedium", "AttributeName"}
        assert _refused_code(joe, "123456", username=name) == MISMATCH
    assert len(joe.local.pools.outbox()) == sent


def test_hides_who_has_no_verified_address(app: App) -> None:
    app.sign_up("joe", email="joe@example.com")
    app.change_client(PreventUserExistenceErrors="ENABLED")
    details = app.call("ForgotPassword", Username="joe")["CodeDeliveryDetails"]
    assert details["DeliveryMedium"] == "EMAIL"
    assert [message.purpose for message in app.local.pools.outbox()] == ["sign_up"]


def test_refuses_another_code_and_the_code_of_the_sign_up(app: App) -> None:
    app.sign_up("joe", email="joe@example.com")
    sign_up_code = app.newest_code()
    app.call("ConfirmSignUp", Username="joe", ConfirmationCode=sign_up_code)
    assert _refused_code(app, sign_up_code) == EXPIRED
    app.call("ForgotPassword", Username="joe")
    assert _refused_code(app, other_code(app.newest_code())) == MISMATCH
    assert "AccessToken" in app.sign_in()


def test_refuses_a_code_after_an_hour_and_a_second_use(joe: App) -> None:
    joe.call("ForgotPassword", Username="joe")
    joe.local.clock.forward(3600)
    assert _refused_code(joe, joe.newest_code()) == EXPIRED
    joe.call("ForgotPassword", Username="joe")
    _confirm(joe, joe.newest_code())
    assert _refused_code(joe, joe.newest_code()) == EXPIRED


def test_refuses_to_guess_on_and_to_ask_on(joe: App) -> None:
    joe.call("ForgotPassword", Username="joe")
    code = joe.newest_code()
    for _ in range(5):
        assert _refused_code(joe, other_code(code)) == MISMATCH
    assert _refused_code(joe, code) == LIMIT
    for _ in range(4):
        joe.call("ForgotPassword", Username="joe")
    assert _refusal(joe, "ForgotPassword", Username="joe") == LIMIT


def test_refuses_a_password_that_breaks_the_policy_and_keeps_the_code(joe: App) -> None:
    joe.call("ForgotPassword", Username="joe")
    with pytest.raises(RefusedError, match="Password not long enough"):
        _confirm(joe, joe.newest_code(), password="Aa1!")
    _confirm(joe, joe.newest_code())


def test_of_two_new_passwords_at_once_one_wins(joe: App) -> None:
    joe.call("ForgotPassword", Username="joe")
    request = {"ClientId": joe.client_id, "Username": "joe", "ConfirmationCode": joe.newest_code()}

    async def both() -> list[object]:
        calls = [
            joe.local.answer("ConfirmForgotPassword", request | {"Password": password})
            for password in (NEW_PASSWORD, f"{NEW_PASSWORD}4")
        ]
        return list(await asyncio.gather(*calls, return_exceptions=True))

    outcomes = joe.local.run(both())
    assert sorted(isinstance(outcome, RefusedError) for outcome in outcomes) == [False, True]


def test_refuses_a_code_once_an_administrator_set_a_temporary_password(joe: App) -> None:
    joe.call("ForgotPassword", Username="joe")
    _administer(joe, "AdminSetUserPassword", Username="joe", Password="Temporary-1")
    assert _refused_code(joe, joe.newest_code()) == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )


def test_says_of_a_user_deleted_meanwhile_what_it_says_of_an_unknown_one(joe: App) -> None:
    joe.call("ForgotPassword", Username="joe")
    request = {
        "ClientId": joe.client_id,
        "Username": "joe",
        "ConfirmationCode": joe.newest_code(),
        "Password": NEW_PASSWORD,
    }
    deletion = {"UserPoolId": joe.pool_id, "Username": "joe"}

    async def both() -> list[object]:
        calls = [
            joe.local.answer("ConfirmForgotPassword", request),
            joe.local.answer("AdminDeleteUser", deletion),
        ]
        return list(await asyncio.gather(*calls, return_exceptions=True))

    refused, _ = joe.local.run(both())
    assert isinstance(refused, RefusedError)
    assert (refused.code, refused.message) == UNKNOWN


def test_a_reset_password_opens_nothing_until_a_new_one_is_set(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    _administer(joe, "AdminResetUserPassword", Username="joe")
    assert joe.user()["UserStatus"] == "RESET_REQUIRED"
    for password in (PASSWORD, "Wrong-pass-1"):
        with pytest.raises(RefusedError) as refused:
            joe.sign_in(password=password)
        assert (refused.value.code, refused.value.message) == (
            "PasswordResetRequiredException",
            "Password reset required for the user",
        )
    with pytest.raises(RefusedError, match="Password reset required for the user"):
        joe.local.call("GetUser", AccessToken=token)
    _confirm(joe, joe.newest_code())
    assert joe.user()["UserStatus"] == "CONFIRMED"
    assert "AccessToken" in joe.sign_in(password=NEW_PASSWORD)


def test_the_code_sets_a_new_password(joe: App) -> None:
    joe.change_pool(LambdaConfig={"PostConfirmation": POST_CONFIRMATION})
    joe.local.functions.respond(POST_CONFIRMATION)
    details = joe.call("ForgotPassword", Username="joe")["CodeDeliveryDetails"]
    assert details == {
        "Destination": "j***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert "AccessToken" in joe.sign_in()
    _confirm(joe, joe.newest_code())
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        joe.sign_in()
    assert "AccessToken" in joe.sign_in(password=NEW_PASSWORD)
    (event,) = joe.local.functions.events
    assert event["triggerSource"] == "PostConfirmation_ConfirmForgotPassword"
    assert event["userName"] == "joe"


def test_a_client_that_hides_unknown_users_sends_codes_to_known_ones(joe: App) -> None:
    joe.change_client(PreventUserExistenceErrors="ENABLED")
    details = joe.call("ForgotPassword", Username="joe")["CodeDeliveryDetails"]
    assert details["Destination"] == "j***@e***"
    _confirm(joe, joe.newest_code())
    assert "AccessToken" in joe.sign_in(password=NEW_PASSWORD)


def test_a_new_password_ends_a_lock_out(joe: App) -> None:
    for _ in range(5):
        with pytest.raises(RefusedError):
            joe.sign_in(password="Wrong-pass-1")
    joe.call("ForgotPassword", Username="joe")
    _confirm(joe, joe.newest_code())
    assert "AccessToken" in joe.sign_in(password=NEW_PASSWORD)


def test_a_right_code_ends_the_count_of_wrong_ones(joe: App) -> None:
    for _ in range(2):
        joe.call("ForgotPassword", Username="joe")
        code = joe.newest_code()
        for _ in range(4):
            assert _refused_code(joe, other_code(code)) == MISMATCH
        _confirm(joe, code)
