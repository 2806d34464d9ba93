from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError
from unit.local.cognito.sign_in.factors_app import SMS, FactorsApp
from unit.local.cognito.sign_in.srp_client import SrpClient

MIGRATE = "arn:aws:lambda:us-east-1:123456789012:function:migrate"
OLD_PASSWORD = "old"  # shorter than the pool's policy wants
ATTRIBUTES = {"email": "joe@example.com", "email_verified": "true"}
GOOD = {"userAttributes": ATTRIBUTES, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
REFUSED = ("NotAuthorizedException", "Incorrect username or password.")


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> FactorsApp:
    app = FactorsApp(local, pool_id, LambdaConfig={"UserMigration": MIGRATE})
    local.functions.respond(MIGRATE, **GOOD)
    return app


def _sign_in(app: FactorsApp, **parameters: str) -> Json:
    return app.start(**({"USERNAME": "joe", "PASSWORD": OLD_PASSWORD} | parameters))


def _refusal(error: pytest.ExceptionInfo[RefusedError]) -> tuple[str, str]:
    return error.value.code, error.value.message


def _exists(app: FactorsApp) -> bool:
    return len(app.local.call("ListUsers", UserPoolId=app.pool_id)["Users"]) > 1


def _forgot(app: FactorsApp) -> Json:
    return app.local.call("ForgotPassword", ClientId=app.client_id, Username="joe", ClientMetadata={"a": "b"})


def test_refuses_whom_the_function_refuses(app: FactorsApp) -> None:
    app.local.functions.fail(MIGRATE, "Bad password")
    for call in (_sign_in, _forgot):
        with pytest.raises(RefusedError) as refused:
            call(app)
        assert _refusal(refused) == (
            "UserLambdaValidationException",
            "UserMigration failed with error Bad password.",
        )
    assert not _exists(app)


@pytest.mark.parametrize(
    "response",
    [
        {"userAttributes": "x"},
        {"userAttributes": ["email"]},
        {"userAttributes": {"email": 1}},
        GOOD | {"finalUserStatus": "FORCE_CHANGE_PASSWORD"},
        GOOD | {"finalUserStatus": True},
        GOOD | {"messageAction": "NOPE"},
        GOOD | {"desiredDeliveryMediums": "EMAIL"},
        GOOD | {"desiredDeliveryMediums": ["PIGEON"]},
        GOOD | {"forceAliasCreation": "true"},
        GOOD | {"enableSMSMFA": 1},
    ],
)
def test_refuses_an_answer_of_another_type(app: FactorsApp, response: Json) -> None:
    app.local.functions.respond(MIGRATE, **response)
    with pytest.raises(RefusedError) as refused:
        _sign_in(app)
    assert _refusal(refused) == ("InvalidLambdaResponseException", "Unrecognizable lambda output")
    assert not _exists(app)


@pytest.mark.parametrize(
    "response",
    [
        GOOD | {"userAttributes": {"email": "no address"}},
        GOOD | {"userAttributes": {"unknown": "x"}},
        GOOD | {"userAttributes": {"sub": "x"}},
        GOOD | {"userAttributes": ATTRIBUTES | {"username": "admin"}},
        GOOD | {"enableSMSMFA": True},
    ],
)
def test_refuses_a_user_who_does_not_fit_the_pool(app: FactorsApp, response: Json) -> None:
    app.local.functions.respond(MIGRATE, **response)
    with pytest.raises(RefusedError) as refused:
        _sign_in(app)
    assert _refusal(refused) == (
        "UserNotFoundException",
        f"Exception migrating user in app client {app.client_id}",
    )
    assert not _exists(app)


@pytest.mark.parametrize("attributes", [None, {}])
def test_an_empty_answer_is_a_user_who_is_not_there(app: FactorsApp, attributes: Any) -> None:
    app.local.functions.respond(MIGRATE, userAttributes=attributes)
    with pytest.raises(RefusedError) as refused:
        _sign_in(app)
    assert _refusal(refused) == REFUSED
    assert _forgot(app)["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    assert not _exists(app)


def test_asks_the_function_neither_for_users_nor_without_the_right_secret(app: FactorsApp) -> None:
    with pytest.raises(RefusedError) as refused:
        app.start(PASSWORD="Wrong-pass-1")
    assert _refusal(refused) == REFUSED
    with pytest.raises(RefusedError, match="Unable to verify secret hash"):
        _sign_in(app, SECRET_HASH="x")
    assert app.local.functions.events == []


def test_asks_the_function_in_no_flow_without_a_password(app: FactorsApp) -> None:
    browser = SrpClient(app.local, app.pool_id, app.client_id, password=OLD_PASSWORD, username="joe")
    browser.start()
    app.choose("", USERNAME="joe")
    assert app.local.functions.events == []


def test_refuses_who_has_to_reset_the_password(app: FactorsApp) -> None:
    app.local.functions.respond(MIGRATE, userAttributes=ATTRIBUTES, messageAction="SUPPRESS")
    with pytest.raises(RefusedError) as refused:
        _sign_in(app)
    assert refused.value.code == "PasswordResetRequiredException"
    assert app.admin("AdminGetUser", "joe")["UserStatus"] == "RESET_REQUIRED"


def test_refuses_an_alias_of_somebody_else(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", AliasAttributes=["email"])["UserPool"]
    app = FactorsApp(local, pool["Id"], LambdaConfig={"UserMigration": MIGRATE})
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "email_verified", "Value": "true"}])
    taken = {"email": "jane@example.com", "email_verified": "true"}
    local.functions.respond(MIGRATE, **(GOOD | {"userAttributes": taken}))
    with pytest.raises(RefusedError) as refused:
        _sign_in(app)
    assert refused.value.code == "AliasExistsException"
    local.functions.respond(MIGRATE, **(GOOD | {"userAttributes": taken, "forceAliasCreation": True}))
    assert "AuthenticationResult" in _sign_in(app)


def test_a_typed_alias_is_migrated_under_another_name(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", AliasAttributes=["email"])["UserPool"]
    app = FactorsApp(local, pool["Id"], LambdaConfig={"UserMigration": MIGRATE})
    local.functions.respond(MIGRATE, **(GOOD | {"userAttributes": ATTRIBUTES | {"username": "joe"}}))
    assert "AuthenticationResult" in _sign_in(app, USERNAME="joe@example.com")
    assert app.admin("AdminGetUser", "joe")["UserStatus"] == "CONFIRMED"


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"])
def test_a_migrated_user_signs_in_at_once_and_without_the_function_later(app: FactorsApp, flow: str) -> None:
    request: Json = {
        "ClientId": app.client_id,
        "AuthFlow": flow,
        "AuthParameters": {"USERNAME": "joe", "PASSWORD": OLD_PASSWORD},
        "ClientMetadata": {"a": "b"},
    }
    operation = "InitiateAuth"
    if flow.startswith("ADMIN"):
        request["UserPoolId"], operation = app.pool_id, "AdminInitiateAuth"
    assert "AuthenticationResult" in app.local.call(operation, **request)
    (event,) = app.local.functions.events
    assert (event["triggerSource"], event["userName"]) == ("UserMigration_Authentication", "joe")
    assert event["request"] == {"password": OLD_PASSWORD, "validationData": {"a": "b"}}
    assert "AuthenticationResult" in _sign_in(app)
    assert len(app.local.functions.events) == 1
    assert app.codes_sent() == 0


def test_a_forgotten_password_migrates_too(app: FactorsApp) -> None:
    assert _forgot(app)["CodeDeliveryDetails"]["Destination"] == "j***@e***"
    (event,) = app.local.functions.events
    assert event["triggerSource"] == "UserMigration_ForgotPassword"
    assert event["request"] == {"clientMetadata": {"a": "b"}}
    app.local.call(
        "ConfirmForgotPassword",
        ClientId=app.client_id,
        Username="joe",
        ConfirmationCode=app.newest_code(),
        Password="Another-123",
    )
    assert "AuthenticationResult" in _sign_in(app, PASSWORD="Another-123")


def test_the_welcome_repeats_no_password(app: FactorsApp) -> None:
    response = {"userAttributes": ATTRIBUTES, "finalUserStatus": "CONFIRMED"}
    app.local.functions.respond(MIGRATE, **response, desiredDeliveryMediums=["EMAIL"])
    _sign_in(app)
    message = app.local.pools.outbox()[0]
    assert (message.purpose, message.medium, message.code) == ("invitation", "EMAIL", "(unchanged)")


def test_the_function_can_turn_codes_by_text_message_on(app: FactorsApp) -> None:
    app.local.call(
        "UpdateUserPool",
        UserPoolId=app.pool_id,
        LambdaConfig={"UserMigration": MIGRATE},
        SmsConfiguration=SMS,
        MfaConfiguration="OPTIONAL",
    )
    phone = {"phone_number": "+15555550142"}
    app.local.functions.respond(MIGRATE, **(GOOD | {"userAttributes": phone, "enableSMSMFA": True}))
    assert _sign_in(app)["ChallengeName"] == "SMS_MFA"
