import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError
from unit.local.cognito.sign_in.factors_app import EMAIL, PHONE, SMS, FactorsApp, other_code

SMS_ON: Json = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
EMAIL_ON: Json = {"EmailMfaSettings": {"Enabled": True, "PreferredMfa": True}}
BOTH_ON: Json = {"SMSMfaSettings": {"Enabled": True}, "EmailMfaSettings": {"Enabled": True}}
WRONG = ("CodeMismatchException", "Invalid code or auth state for the user.")


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> FactorsApp:
    app = FactorsApp(local, pool_id)
    app.set_mfa("OPTIONAL")
    return app


@pytest.fixture
def asked(app: FactorsApp) -> Json:
    """Jane is asked for the code of a text message."""
    app.prefer(**SMS_ON)
    return app.start()


def _refusal(error: pytest.ExceptionInfo[RefusedError]) -> tuple[str, str]:
    return error.value.code, error.value.message


def test_refuses_a_wrong_code_and_keeps_the_session(app: FactorsApp, asked: Json) -> None:
    right = app.newest_code()
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, other_code(right))
    assert _refusal(refused) == WRONG
    assert "AuthenticationResult" in app.answer_code(asked, right)


@pytest.mark.parametrize("code", ["", "0", "٣" * 6, "0" * 10_000])
def test_refuses_what_is_no_code(app: FactorsApp, asked: Json, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, code)
    assert refused.value.code in ("CodeMismatchException", "InvalidParameterException")


def test_refuses_a_code_and_a_session_twice(app: FactorsApp, asked: Json) -> None:
    code = app.newest_code()
    app.answer_code(asked, code)
    with pytest.raises(RefusedError, match="session can only be used once"):
        app.answer_code(asked, code)
    with pytest.raises(RefusedError) as refused:
        app.answer_code(app.start(), code)
    assert _refusal(refused) == WRONG


def test_refuses_a_code_after_its_session(app: FactorsApp, asked: Json) -> None:
    code = app.newest_code()
    app.local.clock.forward(180)
    with pytest.raises(RefusedError, match="session is expired"):
        app.answer_code(asked, code)


def test_locks_the_codes_after_five_wrong_ones_whatever_the_password_says(
    app: FactorsApp, asked: Json
) -> None:
    code = app.newest_code()
    for _ in range(5):
        with pytest.raises(RefusedError):
            app.answer_code(asked, other_code(code))
    with pytest.raises(RefusedError, match="Code attempts exceeded"):
        app.answer_code(asked, code)
    with pytest.raises(RefusedError, match="Code attempts exceeded"):
        app.start()
    app.local.clock.forward(1)
    asked = app.start()
    with pytest.raises(RefusedError):
        app.answer_code(asked, other_code(app.newest_code()))
    with pytest.raises(RefusedError, match="Code attempts exceeded"):
        app.start()
    app.local.clock.forward(2)
    asked = app.start()
    assert "AuthenticationResult" in app.answer_code(asked, app.newest_code())


def test_refuses_the_code_of_another_user_and_at_another_client(app: FactorsApp, asked: Json) -> None:
    app.add_user("joe", phone_number="+15555550199")
    app.prefer("joe", **SMS_ON)
    other = app.start(USERNAME="joe")
    code_of_joe = app.newest_code()
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, code_of_joe)
    assert _refusal(refused) == WRONG
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.answer_code(other, code_of_joe)  # as jane
    elsewhere = app.add_client()
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.respond(
            "SMS_MFA", other["Session"], client_id=elsewhere, USERNAME="joe", SMS_MFA_CODE=code_of_joe
        )
    assert "AuthenticationResult" in app.answer_code(other, code_of_joe, USERNAME="joe")


def test_refuses_a_session_of_another_pool(
    local: LocalPools, pool_id: str, app: FactorsApp, asked: Json
) -> None:
    assert pool_id == app.pool_id
    other = FactorsApp(local, local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"])
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        other.answer_code(asked, app.newest_code())


@pytest.mark.parametrize(
    ("challenge", "responses"),
    [
        ("SOFTWARE_TOKEN_MFA", {"SOFTWARE_TOKEN_MFA_CODE": "123456"}),
        ("EMAIL_OTP", {"EMAIL_OTP_CODE": "123456"}),
        ("SMS_OTP", {"SMS_OTP_CODE": "123456"}),
        ("MFA_SETUP", {}),
        ("MFA_SETUP", {"email": "eve@example.com"}),
        ("SELECT_MFA_TYPE", {"ANSWER": "EMAIL_OTP"}),
        ("SELECT_CHALLENGE", {"ANSWER": "EMAIL_OTP"}),
        ("PASSWORD", {"PASSWORD": "Secret-123"}),
        ("NEW_PASSWORD_REQUIRED", {"NEW_PASSWORD": "Another-123"}),
        ("CUSTOM_CHALLENGE", {"ANSWER": "x"}),
        ("DEVICE_SRP_AUTH", {"DEVICE_KEY": "us-east-1_0a", "SRP_A": "02"}),
    ],
)
def test_refuses_a_session_for_another_challenge(
    app: FactorsApp, asked: Json, challenge: str, responses: dict[str, str]
) -> None:
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.respond(challenge, asked["Session"], **responses)
    assert "AuthenticationResult" in app.answer_code(asked, app.newest_code())


@pytest.mark.parametrize(
    ("operation", "request_", "message"),
    [
        ("AdminDisableUser", {}, "User is disabled"),
        ("AdminDeleteUser", {}, "Incorrect username or password"),
        ("AdminSetUserPassword", {"Password": "Another-123", "Permanent": True}, "Invalid session"),
        ("AdminUserGlobalSignOut", {}, "Invalid session for the user"),
        ("AdminResetUserPassword", {}, "Password reset required for the user"),
    ],
)
def test_refuses_the_code_once_an_administrator_acted(
    app: FactorsApp, asked: Json, operation: str, request_: Json, message: str
) -> None:
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "email_verified", "Value": "true"}])
    code = app.newest_code()
    app.admin(operation, **request_)
    with pytest.raises(RefusedError, match=message):
        app.answer_code(asked, code)


def test_refuses_the_session_of_a_user_who_was_disabled_in_between(app: FactorsApp, asked: Json) -> None:
    app.admin("AdminDisableUser")
    app.admin("AdminEnableUser")
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.answer_code(asked, app.newest_code())


@pytest.mark.parametrize("operation", ["AdminUserGlobalSignOut", "AdminResetUserPassword"])
def test_refuses_tokens_if_an_administrator_acts_while_a_function_runs(
    app: FactorsApp, asked: Json, operation: str
) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:after"
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "email_verified", "Value": "true"}])
    app.local.call(
        "UpdateUserPool",
        UserPoolId=app.pool_id,
        LambdaConfig={"PostAuthentication": arn},
        SmsConfiguration=SMS,
    )

    async def act(event: Json) -> Json:
        await app.local.answer(operation, {"UserPoolId": app.pool_id, "Username": "jane"})
        return event

    app.local.functions.run[arn] = act
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        app.answer_code(asked, app.newest_code())


def test_refuses_the_code_once_the_address_changed(app: FactorsApp, asked: Json) -> None:
    code = app.newest_code()
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "phone_number", "Value": "+15555550111"}])
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.answer_code(asked, code)


@pytest.mark.parametrize("answer", ["SOFTWARE_TOKEN_MFA", "PASSWORD", "x"])
def test_refuses_a_choice_that_was_not_offered(app: FactorsApp, answer: str) -> None:
    app.prefer(**BOTH_ON)
    with pytest.raises(RefusedError, match="Invalid MFA type"):
        app.respond("SELECT_MFA_TYPE", app.start()["Session"], ANSWER=answer)


def test_refuses_a_choice_that_was_taken_away(app: FactorsApp) -> None:
    app.prefer(**BOTH_ON)
    session = app.start()["Session"]
    app.prefer(SMSMfaSettings={"Enabled": False})
    with pytest.raises(RefusedError, match="Invalid MFA type"):
        app.respond("SELECT_MFA_TYPE", session, ANSWER="SMS_MFA")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (SMS_ON | EMAIL_ON, "Only one MFA factor can be preferred"),
        ({"SMSMfaSettings": {"PreferredMfa": True}}, "cannot be preferred"),
        ({"WebAuthnMfaSettings": {"Enabled": True}}, "WebAuthnMfaSettings is not supported"),
    ],
)
def test_refuses_preferences_that_contradict_themselves(
    app: FactorsApp, settings: Json, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        app.prefer(**settings)
    assert "UserMFASettingList" not in app.admin("AdminGetUser")


def test_refuses_a_factor_without_its_address(app: FactorsApp) -> None:
    app.add_user("joe")
    for settings in (SMS_ON, EMAIL_ON):
        with pytest.raises(RefusedError, match="User does not have delivery config set to turn on"):
            app.prefer("joe", **settings)


@pytest.mark.parametrize(
    "options",
    [
        [{"DeliveryMedium": "EMAIL", "AttributeName": "email"}],
        [{"DeliveryMedium": "SMS", "AttributeName": "email"}],
        [{}],
    ],
)
def test_refuses_old_settings_besides_text_messages(app: FactorsApp, options: list[Json]) -> None:
    with pytest.raises(RefusedError, match="only SMS to phone_number"):
        app.admin("AdminSetUserSettings", MFAOptions=options)


def test_refuses_e_mail_where_passwords_recover_by_it_alone(local: LocalPools, pool_id: str) -> None:
    recovery = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}
    app = FactorsApp(local, pool_id, AccountRecoverySetting=recovery)
    with pytest.raises(RefusedError, match="AccountRecoverySetting"):
        app.set_mfa("ON", EmailMfaConfiguration={})
    lite = FactorsApp(
        local, local.call("CreateUserPool", PoolName="lite")["UserPool"]["Id"], UserPoolTier="LITE"
    )
    with pytest.raises(RefusedError) as refused:
        lite.set_mfa("ON", EmailMfaConfiguration={})
    assert refused.value.code == "FeatureUnavailableInTierException"


def test_refuses_who_needs_a_factor_and_can_have_none(local: LocalPools, pool_id: str) -> None:
    app = FactorsApp(local, pool_id)
    app.set_mfa("ON", EmailMfaConfiguration={})
    app.add_user("joe", email="joe@example.com")  # by which passwords are recovered first
    app.local.call("UpdateUserPool", UserPoolId=app.pool_id)  # takes the SMS configuration away
    with pytest.raises(RefusedError, match="has no second factor and can set up none"):
        app.start(USERNAME="joe")


def test_refuses_to_set_up_what_is_there_or_not_offered(app: FactorsApp) -> None:
    app.set_mfa("ON")
    app.add_user("joe")
    session = app.start(USERNAME="joe")["Session"]
    with pytest.raises(RefusedError, match="EMAIL_OTP cannot be set up"):
        app.respond("MFA_SETUP", session, USERNAME="joe", email="joe@example.com")


def test_a_text_message_carries_the_code_and_verifies_the_number(app: FactorsApp, asked: Json) -> None:
    assert asked["ChallengeName"] == "SMS_MFA"
    assert asked["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******0100",
        "USER_ID_FOR_SRP": "jane",
    }
    message = app.local.pools.outbox()[0]
    assert (message.purpose, message.medium, message.destination) == ("mfa", "SMS", PHONE)
    assert message.text == f"Your authentication code is {message.code}."
    assert "AuthenticationResult" in app.answer_code(asked, message.code)
    shown = {each["Name"]: each["Value"] for each in app.admin("AdminGetUser")["UserAttributes"]}
    assert shown["phone_number_verified"] == "true"


def test_a_mail_carries_the_code_in_the_pool_s_words(app: FactorsApp) -> None:
    app.set_mfa("OPTIONAL", EmailMfaConfiguration={"Message": "Type {####} now", "Subject": "Code"})
    app.prefer(**EMAIL_ON)
    asked = app.start()
    message = app.local.pools.outbox()[0]
    assert (message.subject, message.text) == ("Code", f"Type {message.code} now")
    assert message.destination == EMAIL
    assert "AuthenticationResult" in app.answer_code(asked, message.code)


def test_who_has_several_and_prefers_none_chooses(app: FactorsApp) -> None:
    app.prefer(**BOTH_ON)
    asked = app.start()
    assert asked["ChallengeName"] == "SELECT_MFA_TYPE"
    assert asked["ChallengeParameters"]["MFAS_CAN_CHOOSE"] == '["SMS_MFA","EMAIL_OTP"]'
    asked = app.respond("SELECT_MFA_TYPE", asked["Session"], ANSWER="EMAIL_OTP")
    assert asked["ChallengeName"] == "EMAIL_OTP"
    assert "AuthenticationResult" in app.answer_code(asked, app.newest_code())


def test_one_factor_is_preferred_at_most(app: FactorsApp) -> None:
    app.prefer(**SMS_ON)
    app.prefer(**EMAIL_ON)
    shown = app.admin("AdminGetUser")
    assert shown["UserMFASettingList"] == ["SMS_MFA", "EMAIL_OTP"]
    assert shown["PreferredMfaSetting"] == "EMAIL_OTP"
    assert app.start()["ChallengeName"] == "EMAIL_OTP"


def test_a_pool_that_requires_mfa_takes_the_address_that_does_not_recover_passwords(app: FactorsApp) -> None:
    app.set_mfa("ON")
    assert app.start()["ChallengeName"] == "SMS_MFA"


def test_an_address_can_be_set_up_on_the_way(local: LocalPools, pool_id: str) -> None:
    recovery = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}
    app = FactorsApp(local, pool_id, AccountRecoverySetting=recovery)
    app.set_mfa("ON")
    app.add_user("joe")
    asked = app.start(USERNAME="joe")
    assert asked["ChallengeParameters"]["MFAS_CAN_SETUP"] == '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]'
    asked = app.respond("MFA_SETUP", asked["Session"], USERNAME="joe", email="joe@example.com")
    assert asked["ChallengeName"] == "EMAIL_OTP"
    with pytest.raises(RefusedError):
        app.answer_code(asked, other_code(app.newest_code()), USERNAME="joe")
    assert "email" not in str(app.admin("AdminGetUser", "joe")["UserAttributes"])
    assert "AuthenticationResult" in app.answer_code(asked, app.newest_code(), USERNAME="joe")
    shown = {each["Name"]: each["Value"] for each in app.admin("AdminGetUser", "joe")["UserAttributes"]}
    assert (shown["email"], shown["email_verified"]) == ("joe@example.com", "true")


def test_old_settings_turn_text_messages_on_and_off(app: FactorsApp) -> None:
    token = app.start()["AuthenticationResult"]["AccessToken"]
    sms = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    app.local.call("SetUserSettings", AccessToken=token, MFAOptions=sms)
    assert app.start()["ChallengeName"] == "SMS_MFA"
    app.admin("AdminSetUserSettings", MFAOptions=[])
    assert "AuthenticationResult" in app.start()


def test_the_pool_s_factors_are_shown(app: FactorsApp) -> None:
    words = {"SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": SMS}
    shown = app.set_mfa("ON", SmsMfaConfiguration=words, EmailMfaConfiguration={})
    assert shown["SmsMfaConfiguration"] == words
    assert shown == app.local.call("GetUserPoolMfaConfig", UserPoolId=app.pool_id)
    assert app.start()["ChallengeName"] == "SMS_MFA"
    assert app.local.pools.outbox()[0].text == f"Code {app.newest_code()}"


def test_an_app_can_be_deleted_by_an_administrator_once(app: FactorsApp) -> None:
    with pytest.raises(RefusedError) as refused:
        app.admin("AdminDeleteSoftwareToken")
    assert refused.value.code == "ResourceNotFoundException"


def test_a_right_code_ends_the_count_of_wrong_ones(app: FactorsApp, asked: Json) -> None:
    for _ in range(2):
        code = app.newest_code()
        for _ in range(4):
            with pytest.raises(RefusedError):
                app.answer_code(asked, other_code(code))
        assert "AuthenticationResult" in app.answer_code(asked, code)
        asked = app.start()
