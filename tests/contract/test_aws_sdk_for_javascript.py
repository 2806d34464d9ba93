"""AWS SDK for JavaScript v3 against the local stack: errors as its users see them, and identity pools."""

from typing import Any

import pytest

from contract.javascript_clients import ClientError, JavaScript
from contract.sample_app import PASSWORD, SampleApp, new_name
from flows.driving import Stack
from flows.test_web_identity import an_id_token

MADE_UP_POOL = "us-east-1:00000000-0000-4000-8000-000000000000"


def refusal(clients: JavaScript, call: str, **given: Any) -> tuple[str, str, str, int]:
    """Give class, name, message and HTTP status of the SDK's exception."""
    with pytest.raises(ClientError) as refused:
        clients.call(call, **given)
    error = refused.value
    return error.kind, error.name, error.message, error.status


def at_user_pools(app: SampleApp, operation: str, **request: Any) -> dict[str, Any]:
    region = app.stack["region"]
    return {"endpoint": app.endpoint, "region": region, "operation": operation, "input": request}


def keys_of(stack: Stack) -> dict[str, str]:
    admin = stack["admin"]
    return {"accessKeyId": admin["access_key_id"], "secretAccessKey": admin["secret_access_key"]}


def initiate(app: SampleApp, username: str, password: str, **changes: Any) -> dict[str, Any]:
    request = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": app.client_id,
        "AuthParameters": {"USERNAME": username, "PASSWORD": password},
    } | changes
    return at_user_pools(app, "InitiateAuth", **request)


def test_names_each_error_by_its_class(clients: JavaScript, app: SampleApp) -> None:
    wrong = refusal(clients, "callUserPools", **initiate(app, app.new_user(), "Wrong-pass-1"))
    kind = "NotAuthorizedException"
    assert wrong == (kind, kind, "Incorrect username or password.", 400)

    no_client = refusal(clients, "callUserPools", **initiate(app, "x", "x", ClientId="nosuchclient"))
    kind = "ResourceNotFoundException"
    assert no_client == (kind, kind, "User pool client nosuchclient does not exist.", 400)

    no_flow = refusal(clients, "callUserPools", **initiate(app, "x", "x", AuthFlow="NO_FLOW"))
    assert no_flow[:2] == ("InvalidParameterException",) * 2
    assert "1 validation error detected: Value 'NO_FLOW' at 'authFlow' failed to satisfy" in no_flow[2]


def test_names_a_missing_user_to_an_administrator(clients: JavaScript, app: SampleApp) -> None:
    asked = at_user_pools(app, "AdminGetUser", UserPoolId=app.pool_id, Username=new_name())
    kind = "UserNotFoundException"
    answer = refusal(clients, "callUserPools", **asked, keys=keys_of(app.stack))
    assert answer == (kind, kind, "User does not exist.", 400)


def test_refuses_an_administrators_call_with_another_secret(clients: JavaScript, app: SampleApp) -> None:
    asked = at_user_pools(app, "ListUsers", UserPoolId=app.pool_id)
    keys = keys_of(app.stack) | {"secretAccessKey": "another"}
    _, name, _, status = refusal(clients, "callUserPools", **asked, keys=keys)
    assert (name, status) == ("InvalidSignatureException", 400)


def test_chooses_the_first_factor(clients: JavaScript, app: SampleApp) -> None:
    username = app.new_user()
    client_id = app.new_client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])["ClientId"]
    chosen = {"USERNAME": username, "PREFERRED_CHALLENGE": "PASSWORD"}
    for password, has_tokens in (("Wrong-pass-1", False), (PASSWORD, True)):
        asked = {"AuthFlow": "USER_AUTH", "ClientId": client_id}
        parameters = {"AuthParameters": chosen | {"PASSWORD": password}}
        call = at_user_pools(app, "InitiateAuth", **asked, **parameters)
        if has_tokens:
            assert "AccessToken" in clients.call("callUserPools", **call)["AuthenticationResult"]
        else:
            assert refusal(clients, "callUserPools", **call)[1] == "NotAuthorizedException"


def test_signs_in_and_shows_the_user(clients: JavaScript, app: SampleApp) -> None:
    username = app.new_user()
    result = clients.call("callUserPools", **initiate(app, username, PASSWORD))["AuthenticationResult"]
    asked = at_user_pools(app, "GetUser", AccessToken=result["AccessToken"])
    shown = clients.call("callUserPools", **asked)
    assert (shown["Username"], shown["status"]) == (username, 200)


def test_administers_users_with_signed_calls(clients: JavaScript, app: SampleApp) -> None:
    username, keys = new_name(), keys_of(app.stack)
    at_user = {"UserPoolId": app.pool_id, "Username": username}
    made = clients.call(
        "callUserPools",
        keys=keys,
        **at_user_pools(app, "AdminCreateUser", MessageAction="SUPPRESS", **at_user),
    )
    assert made["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    clients.call("callUserPools", keys=keys, **at_user_pools(app, "AdminDisableUser", **at_user))
    shown = clients.call("callUserPools", keys=keys, **at_user_pools(app, "AdminGetUser", **at_user))
    assert shown["Enabled"] is False
    assert shown["UserCreateDate"].endswith("Z"), "the SDK read a timestamp"


def at_identity_pool(stack: Stack, token: str) -> dict[str, Any]:
    demo = stack["web_identity"]
    logins = {demo["provider_name"]: token}
    at_stack = {"endpoint": stack["aws_endpoint"], "region": stack["region"]}
    return at_stack | {"identityPoolId": demo["identity_pool_id"], "logins": logins}


def altered(token: str) -> str:
    head, claims, signature = token.split(".")
    first = "A" if signature[0] != "A" else "B"
    return f"{head}.{claims}.{first}{signature[1:]}"


def test_identity_pool_refuses_an_altered_token_and_an_unknown_pool(
    clients: JavaScript, stack: Stack
) -> None:
    token = an_id_token(stack)
    for call in ("getId", "identityCredentials"):
        kind, name, _, status = refusal(clients, call, **at_identity_pool(stack, altered(token)))
        assert (kind, name, status) == ("NotAuthorizedException", "NotAuthorizedException", 400)
    elsewhere = at_identity_pool(stack, token) | {"identityPoolId": MADE_UP_POOL}
    assert refusal(clients, "getId", **elsewhere)[1] == "ResourceNotFoundException"


def test_from_cognito_identity_pool_gives_credentials_of_the_same_identity(
    clients: JavaScript, stack: Stack
) -> None:
    wanted = at_identity_pool(stack, an_id_token(stack))
    given = clients.call("identityCredentials", **wanted)
    assert given["identityId"] == clients.call("getId", **wanted)
    assert given["accessKeyId"].startswith("ASIA")


def test_credentials_of_the_identity_scan_their_table_and_no_other(clients: JavaScript, stack: Stack) -> None:
    wanted = at_identity_pool(stack, an_id_token(stack))
    items = clients.call("scanAsIdentity", table=stack["web_identity"]["table"], **wanted)
    assert any("101" in str(item) for item in items)
    _, name, message, _ = refusal(clients, "scanAsIdentity", table="other", **wanted)
    assert name == "AccessDeniedException"
    assert "is not authorized to perform: dynamodb:Scan" in message
