from typing import Any

import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.cognito.sample_app import App, attribute_list, make_app, other_code

MISMATCH = "CodeMismatchException"
EXPIRED = "ExpiredCodeException"


@pytest.fixture
def joe(app: App) -> App:
    app.sign_up_confirmed("joe")
    return app


@pytest.fixture
def token(joe: App) -> str:
    found: str = joe.sign_in()["AccessToken"]
    return found


def _refusal(local: LocalPools, operation: str, **request: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        local.call(operation, **request)
    return refused.value.code, refused.value.message


def _update(local: LocalPools, token: str, **attributes: str) -> Any:
    return local.call("UpdateUserAttributes", AccessToken=token, UserAttributes=attribute_list(attributes))


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("UpdateUserAttributes", {"UserAttributes": [{"Name": "name", "Value": "x"}]}),
        ("DeleteUserAttributes", {"UserAttributeNames": ["name"]}),
        ("GetUserAttributeVerificationCode", {"AttributeName": "email"}),
        ("VerifyUserAttribute", {"AttributeName": "email", "Code": "123456"}),
        ("DeleteUser", {}),
    ],
)
def test_refuses_a_forged_and_a_revoked_token(
    joe: App, token: str, operation: str, request_: dict[str, Any]
) -> None:
    forged = f"{token[:-4]}AAAA"
    assert _refusal(joe.local, operation, AccessToken=forged, **request_)[0] == "NotAuthorizedException"
    joe.local.call("GlobalSignOut", AccessToken=token)
    assert _refusal(joe.local, operation, AccessToken=token, **request_) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )


@pytest.mark.parametrize("flag", ["email_verified", "phone_number_verified"])
def test_refuses_to_let_users_verify_themselves(joe: App, token: str, flag: str) -> None:
    request = {"UserAttributes": attribute_list({flag: "true"})}
    expected = ("InvalidParameterException", f"Cannot modify the non-mutable attribute {flag}")
    assert _refusal(joe.local, "UpdateUserAttributes", AccessToken=token, **request) == expected
    deletion = {"UserAttributeNames": [flag]}
    assert _refusal(joe.local, "DeleteUserAttributes", AccessToken=token, **deletion) == expected


def test_refuses_attributes_that_the_client_may_not_write(joe: App, token: str) -> None:
    joe.change_client(WriteAttributes=["name"])
    expected = ("NotAuthorizedException", "A client attempted to write unauthorized attribute")
    request = {"UserAttributes": attribute_list({"name": "Joe", "email": "new@example.com"})}
    assert _refusal(joe.local, "UpdateUserAttributes", AccessToken=token, **request) == expected
    deletion = {"UserAttributeNames": ["email"]}
    assert _refusal(joe.local, "DeleteUserAttributes", AccessToken=token, **deletion) == expected
    assert joe.attributes_of()["email"] == "joe@example.com"
    assert "name" not in joe.attributes_of()
    _update(joe.local, token, name="Joe")
    assert joe.attributes_of()["name"] == "Joe"


def test_refuses_to_delete_what_is_required_or_names_the_user(local: LocalPools) -> None:
    schema = [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    pool = local.call("CreateUserPool", PoolName="p", Schema=schema, UsernameAttributes=["email"])
    app = make_app(local, pool["UserPool"]["Id"])
    app.sign_up("joe@example.com", name="Joe")
    local.call("AdminConfirmSignUp", UserPoolId=app.pool_id, Username="joe@example.com")
    token = app.sign_in("joe@example.com")["AccessToken"]
    for name in ("name", "email"):
        message = f"Attributes did not conform to the schema: {name}: The attribute is required"
        names = {"UserAttributeNames": [name]}
        assert _refusal(local, "DeleteUserAttributes", AccessToken=token, **names)[1] == message
        who = {"UserPoolId": app.pool_id, "Username": "joe@example.com"}
        assert _refusal(local, "AdminDeleteUserAttributes", **who, **names)[1] == message
        with pytest.raises(RefusedError, match=f"{name}: The attribute is required"):
            _update(local, token, **{name: ""})


@pytest.mark.parametrize("name", ["name", "preferred_username", "sub"])
def test_refuses_to_verify_what_no_code_can_be_sent_to(joe: App, token: str, name: str) -> None:
    request = {"AccessToken": token, "AttributeName": name}
    code, _ = _refusal(joe.local, "GetUserAttributeVerificationCode", **request)
    assert code == "InvalidParameterException"
    code, _ = _refusal(joe.local, "VerifyUserAttribute", Code="123456", **request)
    assert code == "InvalidParameterException"


def test_refuses_to_send_a_code_nowhere(joe: App, token: str) -> None:
    request = {"AccessToken": token, "AttributeName": "phone_number"}
    code, _ = _refusal(joe.local, "GetUserAttributeVerificationCode", **request)
    assert code == "InvalidParameterException"


def test_refuses_another_code_an_old_one_and_one_of_the_address_before(joe: App, token: str) -> None:
    def verify(code: str) -> str:
        request = {"AccessToken": token, "AttributeName": "email", "Code": code}
        return _refusal(joe.local, "VerifyUserAttribute", **request)[0]

    assert verify("123456") == EXPIRED
    _update(joe.local, token, email="new@example.com")
    code = joe.newest_code()
    assert verify(other_code(code)) == MISMATCH
    joe.change_pool(AutoVerifiedAttributes=[])
    _update(joe.local, token, email="newer@example.com")
    assert verify(code) == EXPIRED
    joe.local.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
    if joe.newest_code() != code:
        assert verify(code) == MISMATCH
    assert joe.attributes_of()["email_verified"] == "false"


def test_refuses_an_address_that_names_another(alias_app: App) -> None:
    alias_app.sign_up_confirmed("joan")
    alias_app.sign_up_confirmed("joe")
    token = alias_app.sign_in()["AccessToken"]
    _update(alias_app.local, token, email="joan@example.com")
    request = {"AccessToken": token, "AttributeName": "email", "Code": alias_app.newest_code()}
    assert _refusal(alias_app.local, "VerifyUserAttribute", **request) == (
        "AliasExistsException",
        "An account with the given email already exists.",
    )
    assert alias_app.user("joan@example.com")["Username"] == "joan"


def test_refuses_a_change_that_would_send_a_sixth_code_and_writes_nothing(joe: App, token: str) -> None:
    for number in range(5):
        _update(joe.local, token, email=f"joe{number}@example.com")
    with pytest.raises(RefusedError, match="Attempt limit exceeded, please try after some time"):
        _update(joe.local, token, email="joe5@example.com", name="Joe")
    assert joe.attributes_of()["email"] == "joe4@example.com"
    assert "name" not in joe.attributes_of()


def test_a_changed_address_names_nobody_until_it_is_verified(alias_app: App) -> None:
    alias_app.sign_up_confirmed("joe")
    token = alias_app.sign_in()["AccessToken"]
    details = _update(alias_app.local, token, email="new@example.com")["CodeDeliveryDetailsList"]
    assert details == [{"Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}]
    assert alias_app.attributes_of()["email_verified"] == "false"
    for name in ("new@example.com", "joe@example.com"):
        with pytest.raises(RefusedError, match="User does not exist"):
            alias_app.sign_in(name)
    alias_app.local.call(
        "VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=alias_app.newest_code()
    )
    assert alias_app.attributes_of()["email_verified"] == "true"
    assert "AccessToken" in alias_app.sign_in("new@example.com")


def test_an_unchanged_address_stays_verified_and_gets_no_code(joe: App, token: str) -> None:
    sent = len(joe.local.pools.outbox())
    answer = _update(joe.local, token, email="joe@example.com", name="Joe")
    assert answer["CodeDeliveryDetailsList"] == []
    assert joe.attributes_of()["email_verified"] == "true"
    assert len(joe.local.pools.outbox()) == sent


def test_a_code_for_the_phone_number_goes_by_text_message(joe: App, token: str) -> None:
    _update(joe.local, token, phone_number="+15555550100")
    sent = joe.local.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="phone_number")
    assert sent["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    assert joe.local.pools.outbox()[0].medium == "SMS"
    joe.local.call(
        "VerifyUserAttribute", AccessToken=token, AttributeName="phone_number", Code=joe.newest_code()
    )
    assert joe.attributes_of()["phone_number_verified"] == "true"


def test_deleting_an_address_deletes_its_flag(joe: App, token: str) -> None:
    joe.local.call("DeleteUserAttributes", AccessToken=token, UserAttributeNames=["email"])
    assert set(joe.attributes_of()) == {"sub"}
    _update(joe.local, token, name="Joe")
    joe.local.call(
        "AdminDeleteUserAttributes", UserPoolId=joe.pool_id, Username="joe", UserAttributeNames=["name"]
    )
    assert set(joe.attributes_of()) == {"sub"}


def test_users_delete_themselves_with_their_tokens(joe: App, token: str) -> None:
    joe.local.call("DeleteUser", AccessToken=token)
    with pytest.raises(RefusedError, match="User does not exist"):
        joe.user()
    assert _refusal(joe.local, "GetUser", AccessToken=token)[0] == "UserNotFoundException"


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (
            [{"Name": "org", "AttributeDataType": "String"}] * 2,
            "custom:org: Existing attribute already has name custom:org.",
        ),
        (
            [{"Name": "org", "AttributeDataType": "String", "Required": True}],
            "Required custom attributes are not supported currently.",
        ),
        (
            [{"Name": f"a{n}", "AttributeDataType": "String"} for n in range(25)],
            None,
        ),
    ],
)
def test_refuses_custom_attributes_that_aws_refuses(
    local: LocalPools, pool_id: str, attributes: list[Any], message: str | None
) -> None:
    if message is None:
        for letter in "xy":
            more = [{**each, "Name": f"{letter}{each['Name']}"} for each in attributes]
            local.call("AddCustomAttributes", UserPoolId=pool_id, CustomAttributes=more)
        message = "A user pool has at most 50 custom attributes."
    request = {"UserPoolId": pool_id, "CustomAttributes": attributes}
    assert _refusal(local, "AddCustomAttributes", **request) == ("InvalidParameterException", message)


def test_an_added_attribute_can_be_written(local: LocalPools, pool_id: str) -> None:
    attribute = {"Name": "org", "AttributeDataType": "String", "Mutable": True}
    local.call("AddCustomAttributes", UserPoolId=pool_id, CustomAttributes=[attribute])
    app = make_app(local, pool_id, WriteAttributes=["custom:org"])
    app.sign_up("joe", **{"custom:org": "00D"})
    assert app.attributes_of()["custom:org"] == "00D"
