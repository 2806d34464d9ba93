import json
from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of

PASSWORD = "Secret-123"
WRONG = "Wrong-pass-1"


@pytest.fixture
def client_id(local: LocalPools, pool_id: str) -> str:
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=[
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ],
    )["UserPoolClient"]
    found: str = client["ClientId"]
    return found


@pytest.fixture
def jane(local: LocalPools, pool_id: str, user: Json) -> str:
    name: str = user["Username"]
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)
    return name


def _start(
    local: LocalPools,
    client_id: str,
    password: str,
    *,
    username: str = "jane",
    flow: str = "USER_PASSWORD_AUTH",
    **more: Any,
) -> Json:
    parameters = {"USERNAME": username, "PASSWORD": password}
    return local.call("InitiateAuth", ClientId=client_id, AuthFlow=flow, AuthParameters=parameters, **more)


@pytest.mark.parametrize("password", [WRONG, PASSWORD.lower(), f"{PASSWORD} "])
@pytest.mark.usefixtures("jane")
def test_refuses_a_wrong_password(local: LocalPools, client_id: str, password: str) -> None:
    with pytest.raises(RefusedError) as refused:
        _start(local, client_id, password)
    assert (refused.value.code, refused.value.message) == (
        "NotAuthorizedException",
        "Incorrect username or password.",
    )


@pytest.mark.usefixtures("user")
def test_refuses_every_password_of_a_user_who_has_none(local: LocalPools, client_id: str) -> None:
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _start(local, client_id, PASSWORD)


def test_refuses_an_unknown_user_as_the_client_says(local: LocalPools, pool_id: str, client_id: str) -> None:
    with pytest.raises(RefusedError, match="User does not exist"):
        _start(local, client_id, PASSWORD, username="nobody")
    local.call(
        "UpdateUserPoolClient",
        UserPoolId=pool_id,
        ClientId=client_id,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        PreventUserExistenceErrors="ENABLED",
    )
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _start(local, client_id, PASSWORD, username="nobody")


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported"),
        ("ADMIN_NO_SRP_AUTH", "Initiate Auth method not supported"),
        ("USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client"),
        ("USER_AUTH", "USER_AUTH is not enabled for the client"),
    ],
)
@pytest.mark.usefixtures("jane")
def test_refuses_flows_that_do_not_belong_here(
    local: LocalPools, client_id: str, flow: str, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        _start(local, client_id, PASSWORD, flow=flow)


@pytest.mark.usefixtures("jane")
def test_refuses_flows_that_are_not_on(local: LocalPools, pool_id: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    with pytest.raises(RefusedError, match="USER_PASSWORD_AUTH flow not enabled for this client"):
        _start(local, client["ClientId"], PASSWORD)
    parameters = {"USERNAME": "jane", "PASSWORD": PASSWORD}
    for flow, message in (
        ("ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client"),
        ("USER_PASSWORD_AUTH", "Initiate Auth method not supported"),
    ):
        with pytest.raises(RefusedError, match=message):
            local.call(
                "AdminInitiateAuth",
                UserPoolId=pool_id,
                ClientId=client["ClientId"],
                AuthFlow=flow,
                AuthParameters=parameters,
            )


@pytest.mark.usefixtures("jane")
def test_refuses_a_start_without_a_password(local: LocalPools, client_id: str) -> None:
    with pytest.raises(RefusedError, match="Missing required parameter PASSWORD"):
        local.call(
            "InitiateAuth",
            ClientId=client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "jane"},
        )


@pytest.mark.usefixtures("jane")
def test_locks_a_user_after_five_wrong_passwords_for_longer_each_time(
    local: LocalPools, client_id: str
) -> None:
    for _ in range(5):
        with pytest.raises(RefusedError, match="Incorrect username or password"):
            _start(local, client_id, WRONG)
    with pytest.raises(RefusedError, match="Password attempts exceeded") as refused:
        _start(local, client_id, PASSWORD)
    assert refused.value.code == "NotAuthorizedException"
    local.clock.forward(1)
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _start(local, client_id, WRONG)
    local.clock.forward(1)
    with pytest.raises(RefusedError, match="Password attempts exceeded"):
        _start(local, client_id, PASSWORD)
    local.clock.forward(1)
    assert "AuthenticationResult" in _start(local, client_id, PASSWORD)


def test_refuses_an_expired_temporary_password(local: LocalPools, pool_id: str, client_id: str) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    local.clock.forward(7 * 86_400)
    with pytest.raises(RefusedError, match="User account has expired, it must be reset"):
        _start(local, client_id, PASSWORD, username="joe")
    local.call(
        "AdminCreateUser",
        UserPoolId=pool_id,
        Username="joe",
        MessageAction="RESEND",
        TemporaryPassword=PASSWORD,
    )
    started = _start(local, client_id, PASSWORD, username="joe")
    assert started["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def _set_new_password(
    local: LocalPools, client_id: str, session: str, password: str, **attributes: str
) -> Json:
    responses = {f"userAttributes.{name}": value for name, value in attributes.items()}
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={"USERNAME": "joe", "NEW_PASSWORD": password, **responses},
    )


def test_a_temporary_password_has_to_be_changed(local: LocalPools, pool_id: str, client_id: str) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    started = _start(local, client_id, PASSWORD, username="joe")
    assert started["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert started["ChallengeParameters"] == {
        "USER_ID_FOR_SRP": "joe",
        "requiredAttributes": "[]",
        "userAttributes": "{}",
    }
    with pytest.raises(RefusedError) as refused:
        _set_new_password(local, client_id, started["Session"], "short")
    assert refused.value.code == "InvalidPasswordException"
    answered = _set_new_password(local, client_id, started["Session"], "Another-123", name="Joe")
    assert claims_of(answered["AuthenticationResult"]["IdToken"])["name"] == "Joe"
    assert local.call("AdminGetUser", UserPoolId=pool_id, Username="joe")["UserStatus"] == "CONFIRMED"
    assert "AuthenticationResult" in _start(local, client_id, "Another-123", username="joe")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        _start(local, client_id, PASSWORD, username="joe")


def test_asks_for_required_attributes_with_the_new_password(local: LocalPools) -> None:
    schema = [{"Name": "email", "AttributeDataType": "String", "Required": True}]
    pool_id = local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]["Id"]
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        WriteAttributes=["email"],
    )["UserPoolClient"]
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)

    def session() -> str:
        started = _start(local, client["ClientId"], PASSWORD, username="joe")
        required = json.loads(started["ChallengeParameters"]["requiredAttributes"])
        assert required == ["userAttributes.email"]
        found: str = started["Session"]
        return found

    for attributes, message in (
        ({}, "Invalid attributes given, email is missing"),
        ({"email_verified": "true"}, "Cannot modify the non-mutable attribute email_verified"),
        ({"email": "a@b.example", "name": "x"}, "A client attempted to write unauthorized attribute"),
    ):
        with pytest.raises(RefusedError, match=message):
            _set_new_password(local, client["ClientId"], session(), "Another-123", **attributes)
    answered = _set_new_password(local, client["ClientId"], session(), "Another-123", email="joe@example.com")
    assert "AuthenticationResult" in answered


def test_refuses_a_new_password_once_another_way_set_it(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    session = _start(local, client_id, PASSWORD, username="joe")["Session"]
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="joe", Password=PASSWORD, Permanent=True)
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        _set_new_password(local, client_id, session, "Another-123")


@pytest.mark.usefixtures("jane")
def test_the_right_password_gives_tokens(local: LocalPools, pool_id: str, client_id: str) -> None:
    assert "RefreshToken" in _start(local, client_id, PASSWORD)["AuthenticationResult"]
    started = local.call(
        "AdminInitiateAuth",
        UserPoolId=pool_id,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "jane", "PASSWORD": PASSWORD},
    )
    assert "AuthenticationResult" in started


@pytest.mark.usefixtures("jane")
def test_no_file_holds_a_password(local: LocalPools, client_id: str) -> None:
    _start(local, client_id, PASSWORD)
    stored = b"".join(path.read_bytes() for path in local.folder.iterdir())
    assert PASSWORD.encode() not in stored
    assert b"scrypt$16384$8$1$" in stored


@pytest.mark.usefixtures("jane")
def test_a_right_password_ends_the_count_of_wrong_ones(local: LocalPools, client_id: str) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(RefusedError, match="Incorrect username or password"):
                _start(local, client_id, WRONG)
        assert "AuthenticationResult" in _start(local, client_id, PASSWORD)
