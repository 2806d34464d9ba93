import asyncio
import shutil

import pytest

from isthmus.local.cognito.triggers import FunctionAnswer
from unit.local.cognito.local_pools import FakeFunctions, Json, LocalPools, RefusedError

PRE_SIGN_UP = "arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up"


def _attribute(name: str, value: str) -> Json:
    return {"Name": name, "Value": value}


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ([_attribute("sub", "x")], "Cannot modify the non-mutable attribute sub"),
        (
            [_attribute("custom:nope", "x")],
            "Attributes did not conform to the schema: custom:nope: Attribute does not exist in the schema.",
        ),
        ([_attribute("email", "not an address")], "Invalid email address format."),
        ([_attribute("phone_number", "0123")], "Invalid phone number format."),
        ([_attribute("email_verified", "yes")], "email_verified: The attribute value is not a boolean."),
        ([_attribute("email_verified", "true")], "email is required to set email_verified to true."),
        ([_attribute("birthdate", "1.1.2000")], "birthdate: String is shorter than the minimum length."),
        ([_attribute("birthdate", "01.01.20001")], "birthdate: String is longer than the maximum length."),
        ([_attribute("updated_at", "now")], "updated_at: The attribute value is not a number."),
        ([_attribute("updated_at", "-1")], "updated_at: Number is below the minimum value."),
    ],
)
def test_refuses_attributes_outside_the_schema(
    local: LocalPools, pool_id: str, attributes: list[Json], message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", UserAttributes=attributes)
    assert refused.value.code == "InvalidParameterException"
    assert refused.value.message.endswith(message)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Aa1!", "Password not long enough"),
        ("aaaaaa1!", "Password must have uppercase characters"),
        ("AAAAAA1!", "Password must have lowercase characters"),
        ("Aaaaaaa!", "Password must have numeric characters"),
        ("Aaaaaaa1", "Password must have symbol characters"),
    ],
)
def test_refuses_a_password_that_breaks_the_policy(
    local: LocalPools, pool_id: str, user: Json, password: str, reason: str
) -> None:
    expected = f"Password did not conform with policy: {reason}"
    with pytest.raises(RefusedError, match=expected) as refused:
        local.call("AdminSetUserPassword", UserPoolId=pool_id, Username=user["Username"], Password=password)
    assert refused.value.code == "InvalidPasswordException"
    with pytest.raises(RefusedError, match=expected):
        local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=password)


@pytest.mark.usefixtures("user")
def test_refuses_a_username_that_is_taken(local: LocalPools, pool_id: str) -> None:
    with pytest.raises(RefusedError, match="User account already exists") as refused:
        local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane")
    assert refused.value.code == "UsernameExistsException"


@pytest.mark.usefixtures("user")
def test_two_creations_at_once_make_one_user(local: LocalPools, pool_id: str) -> None:
    async def both() -> list[object]:
        request = {"UserPoolId": pool_id, "Username": "joe", "TemporaryPassword": "Secret-123"}
        calls = [local.answer("AdminCreateUser", request) for _ in range(2)]
        return list(await asyncio.gather(*calls, return_exceptions=True))

    outcomes = local.run(both())
    refused = [outcome for outcome in outcomes if isinstance(outcome, RefusedError)]
    assert [each.code for each in refused] == ["UsernameExistsException"]


@pytest.mark.parametrize(
    "operation",
    ["AdminGetUser", "AdminDeleteUser", "AdminDisableUser", "AdminEnableUser", "AdminUserGlobalSignOut"],
)
def test_refuses_an_unknown_user(local: LocalPools, pool_id: str, operation: str) -> None:
    with pytest.raises(RefusedError, match="User does not exist") as refused:
        local.call(operation, UserPoolId=pool_id, Username="nobody")
    assert refused.value.code == "UserNotFoundException"


@pytest.mark.usefixtures("user")
def test_refuses_a_user_of_another_pool(local: LocalPools) -> None:
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=other, Username="jane")


def test_refuses_to_resend_to_nobody_and_to_the_confirmed(
    local: LocalPools, pool_id: str, user: Json
) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("AdminCreateUser", UserPoolId=pool_id, Username="nobody", MessageAction="RESEND")
    assert refused.value.code == "UserNotFoundException"
    name = user["Username"]
    local.call(
        "AdminSetUserPassword", UserPoolId=pool_id, Username=name, Password="Secret-123", Permanent=True
    )
    with pytest.raises(RefusedError) as refused:
        local.call("AdminCreateUser", UserPoolId=pool_id, Username=name, MessageAction="RESEND")
    assert refused.value.code == "UnsupportedUserStateException"


def test_a_pre_sign_up_function_can_refuse_a_user(local: LocalPools, pool_id: str) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"PreSignUp": PRE_SIGN_UP})
    refusal = FunctionAnswer(payload=b'{"errorMessage": "not you"}', error="Unhandled")
    local.functions.run[PRE_SIGN_UP] = lambda _event: refusal
    with pytest.raises(RefusedError, match="PreSignUp failed with error not you") as refused:
        local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe")
    assert refused.value.code == "UserLambdaValidationException"
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=pool_id, Username="joe")


def test_a_pre_sign_up_function_is_told_what_aws_tells(local: LocalPools, pool_id: str) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"PreSignUp": PRE_SIGN_UP})
    local.functions.respond(PRE_SIGN_UP, autoConfirmUser=True)
    created = local.call(
        "AdminCreateUser",
        UserPoolId=pool_id,
        Username="joe",
        UserAttributes=[_attribute("email", "joe@example.com")],
        ValidationData=[_attribute("org", "00D")],
        ClientMetadata={"k": "v"},
    )
    assert created["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    functions: FakeFunctions = local.functions
    (event,) = functions.events
    assert event["triggerSource"] == "PreSignUp_AdminCreateUser"
    assert event["userName"] == "joe"
    assert event["request"] == {
        "userAttributes": {"email": "joe@example.com"},
        "validationData": {"org": "00D"},
        "clientMetadata": {"k": "v"},
    }
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"


def test_a_user_has_to_change_the_password_at_first(local: LocalPools, pool_id: str, user: Json) -> None:
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert user["Enabled"] is True
    found = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")
    attributes = {each["Name"]: each["Value"] for each in found["UserAttributes"]}
    assert attributes["email"] == "jane@example.com"
    assert attributes["email_verified"] == "true"
    by_sub = local.call("AdminGetUser", UserPoolId=pool_id, Username=attributes["sub"])
    assert by_sub["Username"] == "jane"


def test_a_permanent_password_confirms_and_a_temporary_one_does_not(
    local: LocalPools, pool_id: str, user: Json
) -> None:
    request = {"UserPoolId": pool_id, "Username": user["Username"], "Password": "Secret-123"}
    local.call("AdminSetUserPassword", **request, Permanent=True)
    assert local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")["UserStatus"] == "CONFIRMED"
    local.call("AdminSetUserPassword", **request)
    status = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")["UserStatus"]
    assert status == "FORCE_CHANGE_PASSWORD"


@pytest.mark.usefixtures("user")
def test_a_new_address_is_unverified_and_an_empty_value_deletes(local: LocalPools, pool_id: str) -> None:
    def change(*attributes: Json) -> Json:
        local.call(
            "AdminUpdateUserAttributes",
            UserPoolId=pool_id,
            Username="jane",
            UserAttributes=list(attributes),
        )
        found = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")["UserAttributes"]
        return {each["Name"]: each["Value"] for each in found}

    assert change(_attribute("email", "new@example.com"))["email_verified"] == "false"
    assert change(_attribute("email_verified", "true"))["email_verified"] == "true"
    assert change(_attribute("name", "Jane"))["name"] == "Jane"
    assert "name" not in change(_attribute("name", ""))
    assert "email_verified" not in change(_attribute("email", ""))
    with pytest.raises(RefusedError, match="email is required to set email_verified to true"):
        change(_attribute("email_verified", "true"))


def test_an_immutable_attribute_is_written_once(local: LocalPools) -> None:
    schema = [
        {
            "Name": "org",
            "AttributeDataType": "Number",
            "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "5"},
        }
    ]
    pool_id = local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]["Id"]
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe")

    def write(value: str) -> None:
        local.call(
            "AdminUpdateUserAttributes",
            UserPoolId=pool_id,
            Username="joe",
            UserAttributes=[_attribute("custom:org", value)],
        )

    with pytest.raises(RefusedError, match="custom:org: Number is above the maximum value"):
        write("6")
    write("3")
    with pytest.raises(RefusedError, match=r"user\.custom:org: Attribute cannot be updated"):
        write("4")


@pytest.mark.usefixtures("user")
def test_a_deleted_user_is_gone_and_users_survive_a_restart(local: LocalPools, pool_id: str) -> None:
    local.restart()
    assert local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")["Username"] == "jane"
    local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")


def test_usernames_differ_by_case_unless_the_pool_says_otherwise(local: LocalPools, pool_id: str) -> None:
    for name in ("Jane", "jane"):
        local.call("AdminCreateUser", UserPoolId=pool_id, Username=name)
    config = {"CaseSensitive": False}
    other = local.call("CreateUserPool", PoolName="p", UsernameConfiguration=config)["UserPool"]["Id"]
    created = local.call(
        "AdminCreateUser",
        UserPoolId=other,
        Username="Jane",
        UserAttributes=[_attribute("email", "Jane@Example.com")],
    )["User"]
    assert created["Username"] == "jane"
    assert _attribute("email", "jane@example.com") in created["Attributes"]
    with pytest.raises(RefusedError, match="User account already exists"):
        local.call("AdminCreateUser", UserPoolId=other, Username="JANE")


@pytest.mark.parametrize("name", ["jane", "sub", "jane@example.com"])
def test_finding_a_user_reads_index_entries_only(local: LocalPools, pool_id: str, name: str) -> None:
    database, statements = local.pools._services.database, list[str]()
    database._connection.set_trace_callback(
        lambda sql: statements.append(sql) if sql.startswith("SELECT") else None
    )
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=pool_id, Username=name)
    database._connection.set_trace_callback(None)
    assert len(statements) >= 2
    for sql in statements:
        plan = [row["detail"] for row in database.rows(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in plan if step.startswith("SCAN")]


def test_what_was_acknowledged_is_in_the_file_before_a_stop(
    local: LocalPools, pool_id: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for number in range(20):
        local.call("AdminCreateUser", UserPoolId=pool_id, Username=f"user{number}")
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(local.folder, copy, dirs_exist_ok=True)
    second = LocalPools(copy)
    assert len(second.call("ListUsers", UserPoolId=pool_id)["Users"]) == 20
    second.close()
