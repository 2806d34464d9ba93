"""`isthmus doctor` along `web_identity` and `session_sso`: each fault is put in, and its cause is named."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from flows.doctoring import admit, app_client, failures, with_ready
from flows.driving import Stack
from isthmus.doctor.flow import Flow
from unit.answering import a_web_server

TRUSTED = "cognito-identity.amazonaws.com"
SCAN = {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "arn:aws:dynamodb:*:*:table/Sample"}


def web_identity(stack: Stack) -> dict[str, str]:
    return failures(admit(stack), flow=Flow.WEB_IDENTITY)


def session_sso(stack: Stack) -> dict[str, str]:
    return failures(admit(stack), flow=Flow.SESSION_SSO)


@contextmanager
def identity_pool(stack: Stack, *, has_provider: bool = True, is_open: bool = False) -> Iterator[Stack]:
    client = stack.client("cognito-identity")
    arn = f"arn:aws:iam::{stack['account_id']}:oidc-provider/{stack['web_identity']['provider_name']}"
    made = client.create_identity_pool(
        IdentityPoolName="doctored",
        AllowUnauthenticatedIdentities=is_open,
        **({"OpenIdConnectProviderARNs": [arn]} if has_provider else {}),
    )
    try:
        yield with_ready(stack, "web_identity", identity_pool_id=made["IdentityPoolId"])
    finally:
        client.delete_identity_pool(IdentityPoolId=made["IdentityPoolId"])


@contextmanager
def role(stack: Stack, *, condition: dict[str, Any] | None = None, allowed: Any = SCAN) -> Iterator[Stack]:
    """Give the stack with an identity pool and a role of its own."""
    iam = stack.client("iam")
    with identity_pool(stack) as examined:
        pool_id = examined["web_identity"]["identity_pool_id"]
        good = {
            "StringEquals": {f"{TRUSTED}:aud": pool_id},
            "ForAnyValue:StringLike": {f"{TRUSTED}:amr": "authenticated"},
        }
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": TRUSTED},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": good if condition is None else condition | {"StringEquals": good["StringEquals"]},
        }
        trust = {"Version": "2012-10-17", "Statement": [statement]}
        made = iam.create_role(RoleName="doctored", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
        if allowed is not None:
            policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
            iam.put_role_policy(RoleName="doctored", PolicyName="p", PolicyDocument=policy)
        stack.client("cognito-identity").set_identity_pool_roles(
            IdentityPoolId=pool_id, Roles={"authenticated": made["Arn"]}
        )
        try:
            yield examined
        finally:
            if allowed is not None:
                iam.delete_role_policy(RoleName="doctored", PolicyName="p")
            iam.delete_role(RoleName="doctored")


def test_names_an_org_that_is_not_the_issuer(stack: Stack) -> None:
    other = stack["salesforce"].replace("localhost", "127.0.0.1")
    found = web_identity(with_ready(stack, "salesforce", to=other))
    assert found["web_identity.discovery"] == "the org's discovery document speaks for another issuer"


def test_names_an_unknown_identity_pool(stack: Stack) -> None:
    unknown = "us-east-1:00000000-0000-4000-8000-000000000000"
    found = web_identity(with_ready(stack, "web_identity", identity_pool_id=unknown))
    assert found == {"web_identity.identity_pool": "there is no such identity pool"}


def test_names_an_identity_pool_that_is_open_to_anybody(stack: Stack) -> None:
    with identity_pool(stack, is_open=True) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.identity_pool": "the identity pool gives credentials to anybody"}


def test_names_an_identity_pool_without_the_org(stack: Stack) -> None:
    with identity_pool(stack, has_provider=False) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.identity_pool": "the identity pool does not have the org as a provider"}


def test_names_a_consumer_key_that_is_no_audience(stack: Stack) -> None:
    found = web_identity(with_ready(stack, "web_identity", client_id="3MVG9sample.unknown.key"))
    cause = "the consumer key is not an audience of IAM's provider"
    assert found == {"web_identity.oidc_provider": cause}


def test_names_an_identity_pool_without_a_role(stack: Stack) -> None:
    with identity_pool(stack) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the identity pool has no role for those who signed in"}


def test_names_a_role_of_another_identity_pool(stack: Stack) -> None:
    with identity_pool(stack) as examined:
        stack.client("cognito-identity").set_identity_pool_roles(
            IdentityPoolId=examined["web_identity"]["identity_pool_id"],
            Roles={"authenticated": stack["web_identity"]["role_arn"]},
        )
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the role does not trust this identity pool alone"}


@pytest.mark.parametrize("amr", [None, "unauthenticated", "*"])
def test_names_a_role_that_is_not_for_the_signed_in_alone(stack: Stack, amr: str | None) -> None:
    condition = {} if amr is None else {"ForAnyValue:StringLike": {f"{TRUSTED}:amr": amr}}
    with role(stack, condition=condition) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the role is not for authenticated identities alone"}


@pytest.mark.parametrize(
    "allowed",
    [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        SCAN | {"Action": ["dynamodb:Scan", "s3:*"]},
        SCAN | {"Resource": ["*"]},
    ],
)
def test_names_a_role_that_allows_too_much(stack: Stack, allowed: Any) -> None:
    with role(stack, allowed=allowed) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.policy": "the role allows too much: whoever signs in may do it"}


def test_names_a_role_that_allows_nothing(stack: Stack) -> None:
    with role(stack, allowed=None) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.policy": "the role allows nothing"}


def test_does_not_cry_on_a_role_and_pool_of_ones_own(stack: Stack) -> None:
    with role(stack) as examined:
        assert web_identity(examined) == {}


CLIENT = {"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}


@contextmanager
def user_pool(stack: Stack, **settings: Any) -> Iterator[Stack]:
    """Give the stack with a user pool and an app client of its own."""
    cognito = stack.client("cognito-idp")
    administered = {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}
    pool_id = cognito.create_user_pool(PoolName="doctored", **(administered | settings))["UserPool"]["Id"]
    try:
        with app_client(stack, pool_id=pool_id, **CLIENT, PreventUserExistenceErrors="ENABLED") as client:
            yield with_ready(stack, "session_sso", user_pool_id=pool_id, client_id=client["ClientId"])
    finally:
        cognito.delete_user_pool(UserPoolId=pool_id)


def triggers(stack: Stack) -> dict[str, str]:
    pool = stack.client("cognito-idp").describe_user_pool(UserPoolId=stack["session_sso"]["user_pool_id"])
    return dict(pool["UserPool"]["LambdaConfig"])


def test_names_triggers_that_are_not_attached(stack: Stack) -> None:
    with user_pool(stack) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.triggers": "a trigger of custom authentication is not attached"}


def test_names_a_trigger_whose_function_does_not_exist(stack: Stack) -> None:
    attached = triggers(stack)
    gone = attached | {"DefineAuthChallenge": f"{attached['DefineAuthChallenge']}-gone"}
    with user_pool(stack, LambdaConfig=gone) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.triggers": "the function of a trigger does not exist"}


def test_names_a_pool_where_anybody_signs_up(stack: Stack) -> None:
    anybody = {"AllowAdminCreateUserOnly": False}
    with user_pool(stack, LambdaConfig=triggers(stack), AdminCreateUserConfig=anybody) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.sign_up": "anybody can sign up in the user pool"}


def test_names_an_unknown_app_client(stack: Stack) -> None:
    found = session_sso(with_ready(stack, "session_sso", client_id="0example0unknown0client0id"))
    assert found == {"session_sso.client": "the app client is unknown to the user pool"}


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        (
            {"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]},
            "CUSTOM_AUTH is not enabled for the app client",
        ),
        (CLIENT, "the app client tells who exists"),
    ],
)
def test_names_what_an_app_client_lacks(stack: Stack, settings: dict[str, Any], cause: str) -> None:
    with app_client(stack, pool_id=stack["session_sso"]["user_pool_id"], **settings) as client:
        found = session_sso(with_ready(stack, "session_sso", client_id=client["ClientId"]))
    assert found == {"session_sso.client": cause}


def test_names_custom_attributes_that_users_write(stack: Stack) -> None:
    schema = [{"Name": "org", "AttributeDataType": "String", "Mutable": True}]
    with ExitStack() as made:
        examined = made.enter_context(user_pool(stack, LambdaConfig=triggers(stack), Schema=schema))
        settings = CLIENT | {"PreventUserExistenceErrors": "ENABLED", "WriteAttributes": ["custom:org"]}
        pool_id = examined["session_sso"]["user_pool_id"]
        client = made.enter_context(app_client(stack, pool_id=pool_id, **settings))
        found = session_sso(with_ready(examined, "session_sso", client_id=client["ClientId"]))
    assert found == {"session_sso.client": "users can write custom attributes of their own"}


def test_names_an_org_that_does_not_answer(stack: Stack) -> None:
    found = session_sso(with_ready(stack, "salesforce", to="https://localhost:1"))
    assert found["session_sso.userinfo"] == "the org does not answer"


def test_names_what_is_no_org(stack: Stack) -> None:
    found = session_sso(with_ready(stack, "salesforce", to=stack["app"]))
    assert found["session_sso.userinfo"] == "what answers at the org's address is no org"


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ("http://127.0.0.1:1/token-validator", "the token validator does not answer"),
        ("{url}-elsewhere", "the token validator is not in order"),
    ],
)
def test_names_a_validator_that_is_not_there(stack: Stack, change: str, cause: str) -> None:
    url = change.format(url=stack["session_sso"]["validator_url"])
    found = session_sso(with_ready(stack, "session_sso", validator_url=url))
    assert found == {"session_sso.validator": cause}


def test_names_a_validator_that_takes_any_session(stack: Stack) -> None:
    with a_web_server((200, b'{"username": "anybody"}')) as server:
        found = session_sso(with_ready(stack, "session_sso", validator_url=f"{server.url}/"))
    assert found == {"session_sso.validator": "the token validator takes a session that does not exist"}


def test_names_an_org_that_is_not_trusted(stack: Stack) -> None:
    found = session_sso(with_ready(stack, "salesforce_org", org_id="00D1t000000rXxREAU"))
    assert found == {"session_sso.pinned_org": "the verify function does not trust the org"}


def test_names_an_org_that_is_trusted_at_another_address(stack: Stack) -> None:
    other = stack["salesforce"].replace("localhost", "127.0.0.1")
    found = session_sso(with_ready(stack, "salesforce", to=other))
    assert found == {"session_sso.pinned_org": "the verify function asks the org at another address"}


@contextmanager
def verify_function(stack: Stack, *, table: str) -> Iterator[Stack]:
    """Give the stack with a pool whose verify function is told of another use-once table."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("sample.py", "def handler(event, context):\n    return event\n")
    functions = stack.client("lambda")
    orgs = f"{stack['salesforce_org']['org_id']}={stack['salesforce']}"
    arn = functions.create_function(
        FunctionName="doctored",
        Runtime="python3.13",
        Handler="sample.handler",
        Role=stack["web_identity"]["role_arn"],
        Code={"ZipFile": archive.getvalue()},
        Environment={"Variables": {"ISTHMUS_SALESFORCE_ORGS": orgs, "ISTHMUS_USE_ONCE_TABLE": table}},
    )["FunctionArn"]
    try:
        attached = triggers(stack) | {"VerifyAuthChallengeResponse": arn}
        with user_pool(stack, LambdaConfig=attached) as examined:
            yield examined
    finally:
        functions.delete_function(FunctionName="doctored")


def test_names_a_use_once_table_that_does_not_exist(stack: Stack) -> None:
    with verify_function(stack, table="no-such-table") as examined:
        found = session_sso(examined)
    assert found == {"session_sso.use_once": "the use-once table does not exist"}


@pytest.mark.parametrize(
    ("key", "cause"),
    [("other", "the use-once table has another key"), ("digest", "the use-once table never forgets")],
)
def test_names_a_use_once_table_that_is_not_in_order(stack: Stack, key: str, cause: str) -> None:
    tables = stack.client("dynamodb")
    tables.create_table(
        TableName="doctored",
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    try:
        with verify_function(stack, table="doctored") as examined:
            found = session_sso(examined)
    finally:
        tables.delete_table(TableName="doctored")
    assert found == {"session_sso.use_once": cause}
