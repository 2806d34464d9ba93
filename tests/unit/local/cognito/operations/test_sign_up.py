import pytest

from isthmus.local.cognito.triggers import FunctionAnswer
from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.cognito.sample_app import PASSWORD, App, make_app, secret_hash

PRE_SIGN_UP = "arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up"
POST_CONFIRMATION = "arn:aws:lambda:us-east-1:123456789012:function:post-confirmation"


def test_refuses_a_sign_up_where_administrators_make_users(app: App) -> None:
    app.change_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    with pytest.raises(RefusedError) as refused:
        app.sign_up(email="joe@example.com")
    assert (refused.value.code, refused.value.message) == (
        "NotAuthorizedException",
        "SignUp is not permitted for this user pool",
    )


@pytest.mark.parametrize(
    ("attributes", "code", "message"),
    [
        ({"email": "nowhere"}, "InvalidParameterException", "Invalid email address format."),
        (
            {"email": "joe@example.com", "email_verified": "true"},
            "NotAuthorizedException",
            "A client attempted to write unauthorized attribute",
        ),
        ({"sub": "x"}, "InvalidParameterException", "Cannot modify the non-mutable attribute sub"),
    ],
)
def test_refuses_attributes_that_no_user_may_choose(
    app: App, attributes: dict[str, str], code: str, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        app.sign_up("joe", **attributes)
    assert (refused.value.code, refused.value.message) == (code, message)


def test_refuses_attributes_that_the_client_may_not_write(local: LocalPools) -> None:
    schema = [{"Name": "role", "AttributeDataType": "String", "Mutable": True}]
    pool = local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]
    app = make_app(local, pool["Id"])
    with pytest.raises(RefusedError, match="A client attempted to write unauthorized attribute"):
        app.sign_up("joe", **{"custom:role": "admin"})
    app.change_client(WriteAttributes=["email", "custom:role"])
    with pytest.raises(RefusedError, match="A client attempted to write unauthorized attribute"):
        app.sign_up("joe", name="Joe")
    app.sign_up("joe", **{"custom:role": "staff"})
    assert app.attributes_of()["custom:role"] == "staff"


def test_refuses_a_username_that_is_the_sub_of_another(app: App, pool_id: str) -> None:
    sub = app.sign_up("joe", email="joe@example.com")["UserSub"]
    with pytest.raises(RefusedError, match="UsernameExistsException: User already exists"):
        app.sign_up(sub, email="thief@example.com")
    with pytest.raises(RefusedError, match="UsernameExistsException"):
        app.local.call("AdminCreateUser", UserPoolId=pool_id, Username=sub, MessageAction="SUPPRESS")


def test_refuses_a_sign_up_without_a_required_attribute(local: LocalPools) -> None:
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    app = make_app(local, local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]["Id"])
    with pytest.raises(RefusedError) as refused:
        app.sign_up()
    assert refused.value.message == (
        "Attributes did not conform to the schema: email: The attribute is required"
    )


def test_refuses_a_password_that_breaks_the_policy_and_a_missing_one(app: App) -> None:
    with pytest.raises(RefusedError, match="Password must have numeric characters") as refused:
        app.sign_up(password="Secret-abc")
    assert refused.value.code == "InvalidPasswordException"
    with pytest.raises(RefusedError, match="Password cannot be empty"):
        app.call("SignUp", Username="joe")


@pytest.mark.parametrize("prevention", ["LEGACY", "ENABLED"])
def test_refuses_a_taken_username_whatever_the_client_hides(app: App, prevention: str) -> None:
    app.change_client(PreventUserExistenceErrors=prevention)
    app.sign_up(email="joe@example.com")
    with pytest.raises(RefusedError) as refused:
        app.sign_up(email="another@example.com")
    assert (refused.value.code, refused.value.message) == ("UsernameExistsException", "User already exists")


def test_refuses_a_taken_address_where_addresses_are_usernames(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", UsernameAttributes=["email", "phone_number"])
    app = make_app(local, pool["UserPool"]["Id"])
    app.sign_up("joe@example.com", phone_number="+15550100")
    for username, attributes in (("joe@example.com", {}), ("j@example.com", {"phone_number": "+15550100"})):
        with pytest.raises(RefusedError, match="An account with the given") as refused:
            app.sign_up(username, **attributes)
        assert refused.value.code == "UsernameExistsException"
    with pytest.raises(RefusedError, match="Username should be either an email or a phone number"):
        app.sign_up("joe")
    with pytest.raises(RefusedError, match="The username and the attribute email differ"):
        app.sign_up("ann@example.com", email="bob@example.com")


@pytest.mark.parametrize("sent", [None, "", "bm90IGl0"])
def test_refuses_a_sign_up_without_the_secret_hash(local: LocalPools, pool_id: str, sent: str | None) -> None:
    app = make_app(local, pool_id, GenerateSecret=True)
    request = {"Username": "joe", "Password": PASSWORD} | ({} if sent is None else {"SecretHash": sent})
    with pytest.raises(RefusedError):
        app.call("SignUp", **request)
    with pytest.raises(RefusedError, match="User does not exist"):
        app.user()


def test_refuses_a_preferred_username_before_confirmation(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", AliasAttributes=["preferred_username"])["UserPool"]
    with pytest.raises(RefusedError, match="cannot be provided for unconfirmed account"):
        make_app(local, pool["Id"]).sign_up(preferred_username="joey")


def test_a_pre_sign_up_function_can_refuse(app: App) -> None:
    app.change_pool(LambdaConfig={"PreSignUp": PRE_SIGN_UP})
    refusal = FunctionAnswer(payload=b'{"errorMessage": "not you"}', error="Unhandled")
    app.local.functions.run[PRE_SIGN_UP] = lambda _event: refusal
    with pytest.raises(RefusedError, match="PreSignUp failed with error not you"):
        app.sign_up(email="joe@example.com")
    with pytest.raises(RefusedError, match="User does not exist"):
        app.user()


@pytest.mark.parametrize(
    "response", [{"autoConfirmUser": "yes"}, {"autoVerifyEmail": 1}, {"autoVerifyPhone": True}]
)
def test_refuses_an_unclear_answer_of_the_function(app: App, response: dict[str, object]) -> None:
    app.change_pool(LambdaConfig={"PreSignUp": PRE_SIGN_UP})
    app.local.functions.respond(PRE_SIGN_UP, **response)
    with pytest.raises(RefusedError) as refused:
        app.sign_up(email="joe@example.com")
    assert refused.value.code == "InvalidLambdaResponseException"


@pytest.mark.parametrize("prevention", ["LEGACY", "ENABLED"])
def test_who_is_not_confirmed_can_not_sign_in(app: App, prevention: str) -> None:
    app.change_client(PreventUserExistenceErrors=prevention)
    app.sign_up(email="joe@example.com")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        app.sign_in(password="Wrong-pass-1")
    with pytest.raises(RefusedError) as refused:
        app.sign_in()
    assert (refused.value.code, refused.value.message) == (
        "UserNotConfirmedException",
        "User is not confirmed.",
    )


def test_who_is_not_confirmed_can_not_start_custom_authentication(app: App, custom_client: str) -> None:
    app.sign_up(email="joe@example.com")
    with pytest.raises(RefusedError) as refused:
        app.local.call(
            "InitiateAuth",
            ClientId=custom_client,
            AuthFlow="CUSTOM_AUTH",
            AuthParameters={"USERNAME": "joe"},
        )
    assert refused.value.code == "UserNotConfirmedException"
    assert app.local.functions.events == []


def test_a_sign_up_sends_a_code_and_tells_where(app: App) -> None:
    answer = app.sign_up(email="joe@example.com")
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "j***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert app.attributes_of()["sub"] == answer["UserSub"]
    assert app.user()["UserStatus"] == "UNCONFIRMED"
    assert "email_verified" not in app.attributes_of()


def test_the_phone_number_comes_before_the_address(app: App) -> None:
    app.change_pool(
        AutoVerifiedAttributes=["email", "phone_number"],
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
    )
    answer = app.sign_up(email="joe@example.com", phone_number="+15555550100")
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "+*******0100",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }


def test_a_pool_that_verifies_nothing_sends_nothing(app: App) -> None:
    app.change_pool(AutoVerifiedAttributes=[])
    assert "CodeDeliveryDetails" not in app.sign_up(email="joe@example.com")
    assert app.local.pools.outbox() == ()


def test_the_functions_are_told_what_aws_tells(app: App) -> None:
    app.change_pool(LambdaConfig={"PreSignUp": PRE_SIGN_UP, "PostConfirmation": POST_CONFIRMATION})
    app.local.functions.respond(PRE_SIGN_UP, autoConfirmUser=True, autoVerifyEmail=True)
    app.local.functions.respond(POST_CONFIRMATION)
    answer = app.call(
        "SignUp",
        Username="joe",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "joe@example.com"}],
        ValidationData=[{"Name": "org", "Value": "00D"}],
        ClientMetadata={"k": "v"},
    )
    before, after = app.local.functions.events
    assert before["triggerSource"] == "PreSignUp_SignUp"
    assert before["callerContext"]["clientId"] == app.client_id
    assert before["request"] == {
        "userAttributes": {"email": "joe@example.com"},
        "validationData": {"org": "00D"},
        "clientMetadata": {"k": "v"},
    }
    assert after["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert after["request"]["userAttributes"] == {
        "sub": answer["UserSub"],
        "cognito:user_status": "CONFIRMED",
        "email": "joe@example.com",
        "email_verified": "true",
    }
    assert after["request"]["clientMetadata"] == {"k": "v"}
    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    assert "AccessToken" in app.sign_in()


def test_an_address_verified_by_the_function_moves_from_whom_it_named(alias_app: App) -> None:
    alias_app.sign_up_confirmed("joe", email="same@example.com")
    alias_app.change_pool(LambdaConfig={"PreSignUp": PRE_SIGN_UP})
    alias_app.local.functions.respond(PRE_SIGN_UP, autoConfirmUser=True, autoVerifyEmail=True)
    alias_app.sign_up("joan", email="same@example.com")
    assert alias_app.user("same@example.com")["Username"] == "joan"
    assert alias_app.attributes_of("joe")["email_verified"] == "false"


def test_a_user_named_by_the_address_gets_the_sub_as_username(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", UsernameAttributes=["email"])["UserPool"]
    config = {"PreSignUp": PRE_SIGN_UP}
    local.call("UpdateUserPool", UserPoolId=pool["Id"], LambdaConfig=config)
    local.functions.respond(PRE_SIGN_UP)
    app = make_app(local, pool["Id"])
    answer = app.sign_up("joe@example.com")
    assert app.user("joe@example.com")["Username"] == answer["UserSub"]
    assert local.functions.events[0]["userName"] == answer["UserSub"]


def test_the_secret_hash_is_over_the_name_that_was_sent(local: LocalPools, pool_id: str) -> None:
    secret = "s" * 30
    app = make_app(local, pool_id, ClientSecret=secret)
    sent = secret_hash(secret, "joe", app.client_id)
    assert app.call("SignUp", Username="joe", Password=PASSWORD, SecretHash=sent)["UserSub"]
