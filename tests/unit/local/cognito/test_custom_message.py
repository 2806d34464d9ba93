from collections.abc import Callable
from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError
from unit.local.cognito.sample_app import App, attribute_list, make_app

CUSTOM_MESSAGE = "arn:aws:lambda:us-east-1:123456789012:function:custom-message"


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> App:
    """An app of a pool whose mails a function writes."""
    app = make_app(local, pool_id)
    app.change_pool(LambdaConfig={"CustomMessage": CUSTOM_MESSAGE})
    local.functions.respond(CUSTOM_MESSAGE, emailSubject="Hello", emailMessage="Your number: {####}")
    return app


@pytest.fixture
def joe(app: App) -> App:
    app.sign_up_confirmed("joe")
    app.local.functions.events.clear()
    return app


def _forget(app: App) -> Json:
    return app.call("ForgotPassword", Username="joe", ClientMetadata={"language": "en"})


def _refusal(app: App) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        _forget(app)
    return refused.value.code, refused.value.message


@pytest.mark.parametrize("response", [{"emailMessage": 5}, {"emailSubject": ["x"]}, {"smsMessage": {}}])
def test_refuses_words_that_are_no_text(joe: App, response: Json) -> None:
    joe.local.functions.respond(CUSTOM_MESSAGE, **response)
    assert _refusal(joe) == ("InvalidLambdaResponseException", "Unrecognizable lambda output")


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (
            {"emailMessage": "no code"},
            "Value 'no code' at 'emailBody' failed to satisfy constraint: Member must ",
        ),
        ({"emailMessage": ""}, "Value '' at 'emailBody' failed"),
        ({"emailMessage": "{####}" + "x" * 20_000}, "must have length less than or equal to 20000"),
        ({"emailSubject": "x" * 141}, "must have length less than or equal to 140"),
        ({"emailSubject": ""}, "at 'emailSubject' failed"),
    ],
)
def test_refuses_words_that_no_message_can_have(joe: App, response: Json, message: str) -> None:
    joe.local.functions.respond(CUSTOM_MESSAGE, **response)
    code, text = _refusal(joe)
    assert code == "InvalidParameterException"
    assert text.startswith("1 validation error detected: Value")
    assert message in text


def test_refuses_to_send_when_the_function_fails(joe: App) -> None:
    before = joe.local.pools.outbox()
    joe.local.functions.fail(CUSTOM_MESSAGE, "no words")
    assert _refusal(joe) == ("UserLambdaValidationException", "CustomMessage failed with error no words.")
    assert joe.local.pools.outbox() == before


def test_a_text_message_without_the_code_is_refused(local: LocalPools, pool_id: str) -> None:
    app = make_app(local, pool_id)
    app.change_pool(
        AutoVerifiedAttributes=["phone_number"],
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        LambdaConfig={"CustomMessage": CUSTOM_MESSAGE},
    )
    local.functions.respond(CUSTOM_MESSAGE, smsMessage="no code")
    with pytest.raises(RefusedError, match="at 'smsMessage' failed to satisfy constraint"):
        app.sign_up(phone_number="+15555550100")
    local.functions.respond(CUSTOM_MESSAGE, smsMessage="number {####}", emailSubject="unused")
    app.call("ResendConfirmationCode", Username="joe")
    (message,) = local.pools.outbox()
    assert (message.subject, message.text) == ("", f"number {message.code}")


def test_refuses_a_code_whose_user_is_deleted_while_the_words_are_written(joe: App) -> None:
    async def delete_meanwhile(event: Json) -> Json:
        request = {"UserPoolId": joe.pool_id, "Username": "joe"}
        await joe.local.answer("AdminDeleteUser", request)
        return event

    joe.local.functions.run[CUSTOM_MESSAGE] = delete_meanwhile
    assert _refusal(joe)[0] == "UserNotFoundException"


def test_the_function_gets_the_event_of_aws(joe: App) -> None:
    _forget(joe)
    (event,) = joe.local.functions.events
    assert event["triggerSource"] == "CustomMessage_ForgotPassword"
    assert event["callerContext"]["clientId"] == joe.client_id
    attributes = event["request"].pop("userAttributes")
    assert attributes["email"] == "joe@example.com"
    assert event["request"] == {
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": None,
        "clientMetadata": {"language": "en"},
    }
    assert event["response"] == {"smsMessage": None, "emailMessage": None, "emailSubject": None}


def test_the_outbox_has_the_words_of_the_function(joe: App) -> None:
    _forget(joe)
    message = joe.local.pools.outbox()[0]
    assert (message.subject, message.text) == ("Hello", f"Your number: {message.code}")


def test_what_the_function_leaves_out_is_in_the_words_of_the_pool(joe: App) -> None:
    joe.local.functions.respond(CUSTOM_MESSAGE, emailSubject=None)
    _forget(joe)
    message = joe.local.pools.outbox()[0]
    assert message.subject == "Your verification code"
    assert message.text == f"Your confirmation code is {message.code}"


def _administer(app: App, operation: str, **request: Any) -> None:
    app.local.call(operation, UserPoolId=app.pool_id, Username="joe", **request)


def _change_email(app: App) -> None:
    token = app.sign_in()["AccessToken"]
    changes = attribute_list({"email": "other@example.com"})
    app.local.call("UpdateUserAttributes", AccessToken=token, UserAttributes=changes)


def _ask_for_code(app: App) -> None:
    token = app.sign_in()["AccessToken"]
    app.local.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")


@pytest.mark.parametrize(
    ("act", "source", "is_by_client"),
    [
        (lambda app: app.sign_up("jane", email="jane@example.com"), "SignUp", True),
        (_change_email, "UpdateUserAttribute", True),
        (_ask_for_code, "VerifyUserAttribute", True),
        (lambda app: _administer(app, "AdminResetUserPassword"), "ForgotPassword", False),
        (
            lambda app: _administer(
                app, "AdminUpdateUserAttributes", UserAttributes=attribute_list({"email": "a@example.com"})
            ),
            "UpdateUserAttribute",
            False,
        ),
    ],
)
def test_each_message_has_its_source(
    joe: App, act: Callable[[App], object], source: str, *, is_by_client: bool
) -> None:
    act(joe)
    (event,) = joe.local.functions.events
    assert event["triggerSource"] == f"CustomMessage_{source}"
    client_id = event["callerContext"]["clientId"]
    assert client_id == (joe.client_id if is_by_client else "CLIENT_ID_NOT_APPLICABLE")


def test_a_code_that_is_sent_again_has_its_source(app: App) -> None:
    app.sign_up(email="joe@example.com")
    app.call("ResendConfirmationCode", Username="joe")
    assert [event["triggerSource"] for event in app.local.functions.events] == [
        "CustomMessage_SignUp",
        "CustomMessage_ResendCode",
    ]


def _invite(app: App) -> None:
    attributes = attribute_list({"email": "jane@example.com"})
    app.local.call("AdminCreateUser", UserPoolId=app.pool_id, Username="jane", UserAttributes=attributes)


def test_an_invitation_without_the_username_goes_out_in_the_words_of_the_pool(app: App) -> None:
    _invite(app)
    (message,) = app.local.pools.outbox()
    assert message.subject == "Hello"
    assert message.text == f"Your username is jane and temporary password is {message.code}."


def test_an_invitation_has_username_and_password_in_place(app: App) -> None:
    app.local.functions.respond(CUSTOM_MESSAGE, emailMessage="{username} may come in with {####}")
    _invite(app)
    (message,) = app.local.pools.outbox()
    assert message.text == f"jane may come in with {message.code}"
    (event,) = app.local.functions.events
    assert event["triggerSource"] == "CustomMessage_AdminCreateUser"
    assert event["request"]["usernameParameter"] == "{username}"
