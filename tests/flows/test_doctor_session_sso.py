"""`isthmus doctor` along `session_sso`: each fault is put in, and its cause is named."""

from contextlib import ExitStack
from typing import Any

import pytest

from flows.doctored_functions import CLIENT, session_sso, triggers, user_pool, verify_function
from flows.doctoring import app_client, with_ready
from flows.driving import Stack
from unit.answering import a_web_server


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
