import asyncio

import pytest

from isthmus.local.cognito.triggers import FunctionAnswer
from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.cognito.sample_app import App, make_app, other_code, secret_hash

POST_CONFIRMATION = "arn:aws:lambda:us-east-1:123456789012:function:post-confirmation"
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")


def _refusal(app: App, code: str, *, username: str = "joe", **more: object) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        app.call("ConfirmSignUp", Username=username, ConfirmationCode=code, **more)
    return refused.value.code, refused.value.message


def test_refuses_another_code_and_the_code_of_another_user(app: App) -> None:
    app.sign_up("joan", email="joan@example.com")
    others = app.newest_code()
    app.sign_up(email="joe@example.com")
    code = app.newest_code()
    for wrong in {other_code(code), others, "x", f"0{code}"} - {code}:
        assert _refusal(app, wrong) == MISMATCH
        app.local.clock.forward(3600)
    assert app.user()["UserStatus"] == "UNCONFIRMED"


def test_refuses_a_code_after_a_day(app: App) -> None:
    app.sign_up(email="joe@example.com")
    app.local.clock.forward(24 * 3600)
    assert _refusal(app, app.newest_code()) == EXPIRED


def test_an_alias_of_another_is_no_taken_username(alias_app: App) -> None:
    alias_app.sign_up_confirmed("joe", email="same@example.com")
    details = alias_app.sign_up("joan", email="same@example.com")["CodeDeliveryDetails"]
    assert details["Destination"] == "s***@e***"


def test_refuses_a_code_where_none_was_sent(app: App) -> None:
    app.change_pool(AutoVerifiedAttributes=[])
    app.sign_up(email="joe@example.com")
    assert _refusal(app, "123456") == EXPIRED


def test_refuses_the_code_before_the_newest(app: App) -> None:
    app.sign_up(email="joe@example.com")
    first = app.newest_code()
    app.call("ResendConfirmationCode", Username="joe")
    if first != app.newest_code():
        assert _refusal(app, first) == MISMATCH


def test_refuses_the_code_of_an_address_that_was_replaced(app: App) -> None:
    app.sign_up(email="joe@example.com")
    code = app.newest_code()
    app.local.call(
        "AdminUpdateUserAttributes",
        UserPoolId=app.pool_id,
        Username="joe",
        UserAttributes=[{"Name": "email", "Value": "other@example.com"}],
    )
    assert _refusal(app, code) == EXPIRED


def test_refuses_to_guess_on_even_with_the_right_code(app: App) -> None:
    app.sign_up(email="joe@example.com")
    code = app.newest_code()
    for _ in range(5):
        assert _refusal(app, other_code(code)) == MISMATCH
    assert _refusal(app, code) == LIMIT
    app.local.clock.forward(3600)
    app.call("ConfirmSignUp", Username="joe", ConfirmationCode=code)


def test_refuses_a_user_who_is_confirmed_or_was_made_by_an_administrator(app: App, pool_id: str) -> None:
    app.sign_up_confirmed()
    expected = ("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
    assert _refusal(app, app.newest_code()) == expected
    app.local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")
    code, message = _refusal(app, "123456", username="jane")
    assert code == "NotAuthorizedException"
    assert message.endswith("FORCE_CHANGE_PASSWORD")
    for name in ("joe", "jane"):
        with pytest.raises(RefusedError, match="User cannot be confirmed"):
            app.local.call("AdminConfirmSignUp", UserPoolId=pool_id, Username=name)


def test_refuses_a_disabled_user(app: App) -> None:
    app.sign_up(email="joe@example.com")
    app.local.call("AdminDisableUser", UserPoolId=app.pool_id, Username="joe")
    assert _refusal(app, app.newest_code()) == ("NotAuthorizedException", "User is disabled.")


def test_says_of_an_unknown_user_what_the_client_allows(app: App) -> None:
    unknown = ("UserNotFoundException", "Username/client id combination not found.")
    assert _refusal(app, "123456", username="nobody") == unknown
    app.change_client(PreventUserExistenceErrors="ENABLED")
    assert _refusal(app, "123456", username="nobody") == MISMATCH


def test_refuses_a_session_which_would_sign_in(app: App) -> None:
    app.sign_up(email="joe@example.com")
    code, _ = _refusal(app, app.newest_code(), Session="s" * 20)
    assert code == "UnsupportedOperationException"


def test_refuses_without_the_secret_hash(local: LocalPools, pool_id: str) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, AutoVerifiedAttributes=["email"])
    app = make_app(local, pool_id, ClientSecret="s" * 30)
    hashed = secret_hash("s" * 30, "joe", app.client_id)
    for operation in ("ConfirmSignUp", "ResendConfirmationCode"):
        request = {"ConfirmationCode": "123456"} if operation == "ConfirmSignUp" else {}
        with pytest.raises(RefusedError, match="SECRET_HASH was not received"):
            app.call(operation, Username="joe", **request)
        with pytest.raises(RefusedError, match="Unable to verify secret hash"):
            app.call(operation, Username="joe", SecretHash="x", **request)
        with pytest.raises(RefusedError, match="combination not found"):
            app.call(operation, Username="joe", SecretHash=hashed, **request)


def test_refuses_an_address_that_names_another_and_keeps_the_code(alias_app: App) -> None:
    alias_app.sign_up_confirmed("joe", email="same@example.com")
    alias_app.sign_up("joan", email="same@example.com")
    code = alias_app.newest_code()
    assert _refusal(alias_app, code, username="joan") == (
        "AliasExistsException",
        "An account with the email already exists.",
    )
    assert alias_app.user("joan")["UserStatus"] == "UNCONFIRMED"
    alias_app.call("ConfirmSignUp", Username="joan", ConfirmationCode=code, ForceAliasCreation=True)
    assert alias_app.user("same@example.com")["Username"] == "joan"
    assert alias_app.attributes_of("joe")["email_verified"] == "false"


def test_of_two_answers_at_once_one_wins(app: App) -> None:
    app.sign_up(email="joe@example.com")
    request = {"ClientId": app.client_id, "Username": "joe", "ConfirmationCode": app.newest_code()}

    async def both() -> list[object]:
        calls = [app.local.answer("ConfirmSignUp", request) for _ in range(2)]
        return list(await asyncio.gather(*calls, return_exceptions=True))

    outcomes = app.local.run(both())
    assert sorted(isinstance(outcome, RefusedError) for outcome in outcomes) == [False, True]


def test_an_error_of_the_function_reaches_the_caller_and_the_user_stays_confirmed(app: App) -> None:
    app.change_pool(LambdaConfig={"PostConfirmation": POST_CONFIRMATION})
    refusal = FunctionAnswer(payload=b'{"errorMessage": "no table"}', error="Unhandled")
    app.local.functions.run[POST_CONFIRMATION] = lambda _event: refusal
    app.sign_up(email="joe@example.com")
    assert _refusal(app, app.newest_code()) == (
        "UserLambdaValidationException",
        "PostConfirmation failed with error no table.",
    )
    assert app.user()["UserStatus"] == "CONFIRMED"


def test_no_file_holds_more_than_a_digest_of_the_code_but_the_outbox(app: App) -> None:
    app.sign_up(email="joe@example.com")
    services = app.local.pools._services
    (row,) = services.database.rows("SELECT * FROM one_time_code")
    assert app.newest_code() not in str(tuple(row))


def test_the_code_confirms_the_user_and_verifies_the_address(app: App) -> None:
    app.change_pool(LambdaConfig={"PostConfirmation": POST_CONFIRMATION})
    app.local.functions.respond(POST_CONFIRMATION)
    app.sign_up(email="joe@example.com")
    code = app.newest_code()
    app.call("ConfirmSignUp", Username="joe", ConfirmationCode=code, ClientMetadata={"k": "v"})
    assert app.user()["UserStatus"] == "CONFIRMED"
    assert app.attributes_of()["email_verified"] == "true"
    (event,) = app.local.functions.events
    assert event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert event["request"]["clientMetadata"] == {"k": "v"}
    assert "AccessToken" in app.sign_in()


def test_a_verified_address_names_its_user(alias_app: App) -> None:
    alias_app.sign_up_confirmed("joe")
    assert "AccessToken" in alias_app.sign_in("joe@example.com")


def test_an_administrator_confirms_without_a_code_and_verifies_nothing(app: App) -> None:
    app.change_pool(LambdaConfig={"PostConfirmation": POST_CONFIRMATION})
    app.local.functions.respond(POST_CONFIRMATION)
    app.sign_up(email="joe@example.com")
    app.local.call("AdminConfirmSignUp", UserPoolId=app.pool_id, Username="joe")
    assert app.user()["UserStatus"] == "CONFIRMED"
    assert "email_verified" not in app.attributes_of()
    (event,) = app.local.functions.events
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert event["request"]["userAttributes"]["cognito:user_status"] == "CONFIRMED"
