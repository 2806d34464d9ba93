import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError
from unit.local.cognito.sign_in.factors_app import EMAIL, PASSWORD, PHONE, SMS, FactorsApp, other_code
from unit.local.cognito.sign_in.srp_client import SrpClient

ALL = ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
POLICIES = {"SignInPolicy": {"AllowedFirstAuthFactors": ALL}}
WRONG = ("CodeMismatchException", "Invalid code or auth state for the user.")
REFUSED = ("NotAuthorizedException", "Incorrect username or password.")


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> FactorsApp:
    return FactorsApp(local, pool_id, Policies=POLICIES)


def _refusal(error: pytest.ExceptionInfo[RefusedError]) -> tuple[str, str]:
    return error.value.code, error.value.message


def _attributes(app: FactorsApp, username: str = "jane") -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in app.admin("AdminGetUser", username)["UserAttributes"]}


def test_refuses_a_client_that_does_not_allow_the_flow(app: FactorsApp) -> None:
    client_id = app.add_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    with pytest.raises(RefusedError, match="USER_AUTH is not enabled for the client"):
        app.start("USER_AUTH", client_id=client_id)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": ""}, "Missing required parameter PASSWORD"),
        ({"PREFERRED_CHALLENGE": "PASSWORD_SRP"}, "Missing required parameter SRP_A"),
        ({"PREFERRED_CHALLENGE": "PASSWORD_SRP", "SRP_A": "0"}, "Invalid SRP_A"),
        ({"PREFERRED_CHALLENGE": "SMS_MFA"}, "Invalid challenge SMS_MFA"),
        ({"PREFERRED_CHALLENGE": "CUSTOM_CHALLENGE"}, "Invalid challenge"),
        ({"PREFERRED_CHALLENGE": "WEB_AUTHN"}, r"Sign-in by a passkey \(WEB_AUTHN\) is not supported"),
        ({"TARGET_ACR_VALUES": "x"}, r"Step-up authentication \(TARGET_ACR_VALUES\) is not supported"),
        ({"ACCESS_TOKEN": "x"}, "Step-up authentication"),
    ],
)
def test_refuses_what_is_incomplete_or_not_here(
    app: FactorsApp, parameters: dict[str, str], message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        app.start("USER_AUTH", **parameters)


@pytest.mark.parametrize("operation", ["InitiateAuth", "AdminInitiateAuth"])
def test_refuses_the_session_of_a_confirmation(app: FactorsApp, operation: str) -> None:
    more = {"UserPoolId": app.pool_id} if operation.startswith("Admin") else {}
    with pytest.raises(RefusedError, match="Session of ConfirmSignUp is not supported"):
        app.local.call(
            operation,
            ClientId=app.client_id,
            AuthFlow="USER_AUTH",
            Session="x" * 20,
            AuthParameters={},
            **more,
        )


def test_refuses_a_wrong_password_in_every_way_to_send_it(app: FactorsApp) -> None:
    wrong = {"PASSWORD": "Wrong-pass-1"}
    with pytest.raises(RefusedError) as refused:
        app.choose("PASSWORD", **wrong)
    assert _refusal(refused) == REFUSED
    for challenge, answer in (("PASSWORD", {}), ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD"})):
        with pytest.raises(RefusedError) as refused:
            app.respond(challenge, app.choose("")["Session"], **answer, **wrong)
        assert _refusal(refused) == REFUSED


def test_refuses_a_wrong_code_keeps_the_session_and_takes_it_once(app: FactorsApp) -> None:
    asked = app.choose("EMAIL_OTP")
    code = app.newest_code()
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, other_code(code))
    assert _refusal(refused) == WRONG
    app.answer_code(asked, code)
    with pytest.raises(RefusedError, match="session can only be used once"):
        app.answer_code(asked, code)
    with pytest.raises(RefusedError) as refused:
        app.answer_code(app.choose("EMAIL_OTP"), code)
    assert _refusal(refused) == WRONG


def test_refuses_a_code_after_its_session(app: FactorsApp) -> None:
    asked, code = app.choose("SMS_OTP"), app.newest_code()
    app.local.clock.forward(180)
    with pytest.raises(RefusedError, match="session is expired"):
        app.answer_code(asked, code)


@pytest.mark.parametrize("username", ["jane", "nobody"])
def test_codes_and_passwords_share_a_lock_out_for_users_and_for_nobody(
    app: FactorsApp, username: str
) -> None:
    asked = app.choose("EMAIL_OTP", USERNAME=username)
    for _ in range(3):
        with pytest.raises(RefusedError) as refused:
            app.answer_code(asked, "x" * 8, USERNAME=username)
        assert _refusal(refused) == WRONG
    for _ in range(2):
        with pytest.raises(RefusedError) as refused:
            app.start(USERNAME=username, PASSWORD="Wrong-pass-1")
        assert _refusal(refused) == REFUSED
    with pytest.raises(RefusedError, match="Password attempts exceeded"):
        app.start(USERNAME=username)
    with pytest.raises(RefusedError, match="Password attempts exceeded"):
        app.answer_code(asked, "x" * 8, USERNAME=username)


@pytest.mark.parametrize(
    ("challenge", "responses"),
    [
        ("SMS_OTP", {"SMS_OTP_CODE": "12345678"}),
        ("SMS_MFA", {"SMS_MFA_CODE": "123456"}),
        ("SELECT_CHALLENGE", {"ANSWER": "SMS_OTP"}),
        ("PASSWORD", {"PASSWORD": PASSWORD}),
        ("MFA_SETUP", {}),
        ("SELECT_MFA_TYPE", {"ANSWER": "SMS_MFA"}),
        ("NEW_PASSWORD_REQUIRED", {"NEW_PASSWORD": "Another-123"}),
    ],
)
def test_refuses_a_session_for_another_challenge(
    app: FactorsApp, challenge: str, responses: dict[str, str]
) -> None:
    asked = app.choose("EMAIL_OTP")
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.respond(challenge, asked["Session"], **responses)


def test_refuses_a_second_factor_s_code_as_a_first_one(app: FactorsApp) -> None:
    """EMAIL_OTP is the name of both: what the session was given for decides."""
    app.set_mfa("OPTIONAL")
    app.prefer(EmailMfaSettings={"Enabled": True, "PreferredMfa": True})
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "email_verified", "Value": "false"}])
    asked = app.start()
    assert (asked["ChallengeName"], len(app.newest_code())) == ("EMAIL_OTP", 6)
    app.prefer(EmailMfaSettings={"Enabled": False})
    first = app.choose("EMAIL_OTP")
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, app.newest_code())
    assert _refusal(refused) == WRONG
    assert "AuthenticationResult" in app.answer_code(first, app.newest_code())


def test_refuses_codes_to_who_has_a_second_factor(app: FactorsApp) -> None:
    """SECURITY: otherwise the mailbox alone would get past the password and the factor."""
    asked = app.choose("EMAIL_OTP")
    code = app.newest_code()
    offered = app.choose("")
    app.set_mfa("OPTIONAL")
    app.prefer(SMSMfaSettings={"Enabled": True, "PreferredMfa": True})
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.answer_code(asked, code)
    with pytest.raises(RefusedError, match="EMAIL_OTP is not available"):
        app.respond("SELECT_CHALLENGE", offered["Session"], ANSWER="EMAIL_OTP")
    assert app.choose("EMAIL_OTP")["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]
    assert app.choose("PASSWORD", PASSWORD=PASSWORD)["ChallengeName"] == "SMS_MFA"


def test_refuses_codes_to_who_has_a_temporary_or_a_reset_password(app: FactorsApp) -> None:
    app.add_user("joe", email="joe@example.com", email_verified="true")
    app.admin("AdminSetUserPassword", "joe", Password=PASSWORD, Permanent=False)
    shown = app.choose("EMAIL_OTP", USERNAME="joe")
    assert (shown["ChallengeName"], shown["AvailableChallenges"]) == (
        "SELECT_CHALLENGE",
        ["PASSWORD", "PASSWORD_SRP"],
    )
    chosen = app.respond("PASSWORD", shown["Session"], USERNAME="joe", PASSWORD=PASSWORD)
    assert chosen["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    app.admin("AdminSetUserPassword", "joe", Password=PASSWORD, Permanent=True)
    asked = app.choose("EMAIL_OTP", USERNAME="joe")
    code = app.newest_code()
    app.admin("AdminResetUserPassword", "joe")
    with pytest.raises(RefusedError, match="Password reset required for the user"):
        app.answer_code(asked, code, USERNAME="joe")
    assert app.choose("EMAIL_OTP", USERNAME="joe")["ChallengeName"] == "SELECT_CHALLENGE"


def test_refuses_the_code_once_the_address_changed(app: FactorsApp) -> None:
    asked, code = app.choose("EMAIL_OTP"), app.newest_code()
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "email", "Value": "new@example.com"}])
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        app.answer_code(asked, code)


def test_refuses_an_unknown_user_where_the_client_may_know(app: FactorsApp) -> None:
    with pytest.raises(RefusedError) as refused:
        app.start("USER_AUTH", client_id=app.add_client(), USERNAME="nobody")
    assert refused.value.code == "UserNotFoundException"


def _shape(answer: Json) -> Json:
    return {name: value for name, value in answer.items() if name != "Session"}


@pytest.mark.parametrize("preferred", ["", "EMAIL_OTP", "SMS_OTP"])
def test_shows_nobody_what_a_user_would_see(app: FactorsApp, preferred: str) -> None:
    app.add_user("joe", email="nobody@example.com", phone_number="+15555550142")
    sent = app.codes_sent()
    seen = app.choose(preferred, USERNAME="nobody@example.com")
    assert app.codes_sent() == sent
    like = app.choose(preferred, USERNAME="joe")
    if preferred == "SMS_OTP":
        for answer in (seen, like):
            assert answer["ChallengeParameters"].pop("CODE_DELIVERY_DESTINATION")[:8] == "+*******"
    assert _shape(seen) == _shape(like)
    assert len(seen["Session"]) == len(like["Session"])


def test_refuses_nobody_in_the_words_for_users(app: FactorsApp) -> None:
    session = app.choose("", USERNAME="nobody")["Session"]
    with pytest.raises(RefusedError) as refused:
        app.respond("PASSWORD", session, USERNAME="nobody", PASSWORD=PASSWORD)
    assert _refusal(refused) == REFUSED
    session = app.choose("", USERNAME="nobody")["Session"]
    asked = app.respond("SELECT_CHALLENGE", session, USERNAME="nobody", ANSWER="EMAIL_OTP")
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, "12345678", USERNAME="nobody")
    assert _refusal(refused) == WRONG


@pytest.mark.parametrize("flow", ["USER_AUTH", "USER_PASSWORD_AUTH"])
@pytest.mark.parametrize("username", ["x" * 129, "x" * 100_000, "a b", "a\u0000"])
def test_refuses_a_name_that_none_can_have(app: FactorsApp, flow: str, username: str) -> None:
    with pytest.raises(RefusedError, match="Value at 'username' failed to satisfy constraint") as refused:
        app.start(flow, USERNAME=username)
    assert refused.value.code == "InvalidParameterException"
    assert len(refused.value.message) < 200
    with pytest.raises(RefusedError, match="Value at 'username' failed"):
        app.respond("PASSWORD", "x" * 20, USERNAME=username, PASSWORD=PASSWORD)


def test_pre_authentication_runs_once_and_its_error_refuses(app: FactorsApp) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:before"
    request = {"LambdaConfig": {"PreAuthentication": arn}, "SmsConfiguration": SMS}
    app.local.call("UpdateUserPool", UserPoolId=app.pool_id, **request)
    app.local.functions.run[arn] = lambda event: event
    session = app.choose("")["Session"]
    app.respond("PASSWORD", session, PASSWORD=PASSWORD)
    assert len(app.local.functions.events_of("PreAuthentication_Authentication")) == 1
    app.local.functions.fail(arn, "no")
    with pytest.raises(RefusedError, match="PreAuthentication failed with error no"):
        app.choose("EMAIL_OTP")


@pytest.mark.parametrize(("name", "destination"), [("EMAIL_OTP", EMAIL), ("SMS_OTP", PHONE)])
def test_a_code_signs_in_and_verifies_the_address(app: FactorsApp, name: str, destination: str) -> None:
    offered = app.choose("")
    assert offered["ChallengeName"] == "SELECT_CHALLENGE"
    assert offered["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"]
    asked = app.respond("SELECT_CHALLENGE", offered["Session"], ANSWER=name)
    assert asked["ChallengeName"] == name
    assert app.choose(name)["AvailableChallenges"] == [name]
    asked = app.choose(name)
    message = app.local.pools.outbox()[0]
    assert (message.purpose, message.destination, len(message.code)) == ("sign_in", destination, 8)
    assert "AuthenticationResult" in app.answer_code(asked, message.code)
    attribute = "email" if name == "EMAIL_OTP" else "phone_number"
    assert _attributes(app)[f"{attribute}_verified"] == "true"


def test_a_code_confirms_who_signed_up(app: FactorsApp) -> None:
    app.local.call(
        "SignUp",
        ClientId=app.client_id,
        Username="joe",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "joe@example.com"}],
    )
    asked = app.choose("EMAIL_OTP", USERNAME="joe")
    assert "AuthenticationResult" in app.answer_code(asked, app.newest_code(), USERNAME="joe")
    assert app.admin("AdminGetUser", "joe")["UserStatus"] == "CONFIRMED"


def test_an_alias_signs_in_by_a_code(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", AliasAttributes=["email"])["UserPool"]
    app = FactorsApp(local, pool["Id"], Policies=POLICIES)
    app.admin("AdminUpdateUserAttributes", UserAttributes=[{"Name": "email_verified", "Value": "true"}])
    asked = app.choose("EMAIL_OTP", USERNAME=EMAIL)
    assert "AuthenticationResult" in app.answer_code(asked, app.newest_code(), USERNAME=EMAIL)


def test_passwords_sign_in_in_every_way(app: FactorsApp) -> None:
    assert "AuthenticationResult" in app.choose("PASSWORD", PASSWORD=PASSWORD)
    for challenge, answer in (("PASSWORD", {}), ("SELECT_CHALLENGE", {"ANSWER": "PASSWORD"})):
        session = app.choose("")["Session"]
        assert "AuthenticationResult" in app.respond(challenge, session, **answer, PASSWORD=PASSWORD)
    browser = SrpClient(app.local, app.pool_id, app.client_id, password=PASSWORD)
    started = browser.start("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD_SRP")
    assert "AuthenticationResult" in browser.answer(browser.claim(started))


def test_the_ways_to_sign_in_are_shown(app: FactorsApp) -> None:
    shown = app.admin("AdminGetUserAuthFactors")
    assert shown == {"Username": "jane", "ConfiguredUserAuthFactors": ALL}
    token = app.choose("PASSWORD", PASSWORD=PASSWORD)["AuthenticationResult"]["AccessToken"]
    assert app.local.call("GetUserAuthFactors", AccessToken=token) == shown


def test_a_right_code_ends_the_count_of_wrong_ones(app: FactorsApp) -> None:
    for _ in range(2):
        asked = app.choose("EMAIL_OTP")
        for _ in range(4):
            with pytest.raises(RefusedError):
                app.answer_code(asked, "x" * 8)
        assert "AuthenticationResult" in app.answer_code(asked, app.newest_code())
