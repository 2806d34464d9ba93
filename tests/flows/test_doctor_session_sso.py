"""`isthmus doctor` along `session_sso`: each fault is put in, and its cause is named."""

from contextlib import ExitStack
from typing import Any

import pytest

from flows.doctored_functions import CLIENT, session_sso, triggers, user_pool, verify_function
from flows.doctoring import admit, app_client, find, with_ready, without_chatter
from flows.driving import Stack
from isthmus.doctor.check import Failed
from isthmus.doctor.flow import Flow
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


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        (["custom:org"], "users can write custom attributes of their own"),
        (["locale", "email"], "users can change the e-mail address that Salesforce vouched for"),
        (None, "users can change the e-mail address that Salesforce vouched for"),
    ],
)
def test_names_attributes_that_users_write(stack: Stack, written: list[str] | None, cause: str) -> None:
    schema = [{"Name": "org", "AttributeDataType": "String", "Mutable": True}]
    settings: dict[str, Any] = {**CLIENT, "PreventUserExistenceErrors": "ENABLED", "WriteAttributes": written}
    given = {name: value for name, value in settings.items() if value is not None}
    with ExitStack() as made:
        examined = made.enter_context(user_pool(stack, LambdaConfig=triggers(stack), Schema=schema))
        pool_id = examined["session_sso"]["user_pool_id"]
        client = made.enter_context(app_client(stack, pool_id=pool_id, **given))
        found = session_sso(with_ready(examined, "session_sso", client_id=client["ClientId"]))
    assert found == {"session_sso.attributes": cause}


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        (
            {"UsernameConfiguration": {"CaseSensitive": False}},
            "the user pool ignores the case of usernames, and ids of Salesforce have a case",
        ),
        ({"UsernameAttributes": ["email"]}, "the user pool takes addresses only for usernames"),
    ],
)
def test_names_a_pool_that_does_not_keep_usernames(
    stack: Stack, settings: dict[str, Any], cause: str
) -> None:
    with user_pool(stack, LambdaConfig=triggers(stack), **settings) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.usernames": cause}


JWT_BASED = "eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJzYW1wbGUifQ.c2FtcGxl"


@pytest.mark.parametrize(
    ("session", "cause"),
    [
        (JWT_BASED, "a session of this kind can't sign in"),
        ("sample", "a session of this kind can't sign in"),
        (f"00D1t000000rXxR!{'x' * 90}", "the session is of another org"),
        ("{org_id}!made.up.made.up.made.up.made.up", "the org takes the session for no API call"),
    ],
)
def test_names_a_session_that_nobody_signs_in_with(stack: Stack, session: str, cause: str) -> None:
    org_id = stack["salesforce_org"]["org_id"][:15]
    user = stack.user() | {"session_id": session.format(org_id=org_id)}
    found = find(admit(with_ready(stack, "salesforce_org", users=[user])), flow=Flow.SESSION_SSO)
    failed = {each.check.name: each.verdict for each in found if isinstance(each.verdict, Failed)}
    assert failed.keys() == {"session_sso.session_kind"}
    verdict = failed["session_sso.session_kind"]
    assert verdict.cause == cause
    assert user["session_id"] not in f"{verdict.evidence} {verdict.remedy}"


def test_names_an_org_without_chatter_where_chatter_is_asked(stack: Stack) -> None:
    variables = {"ISTHMUS_OWNER_LOOKUP": "chatter"}
    with verify_function(stack, variables=variables) as examined:
        assert session_sso(examined) == {}
        with without_chatter(stack):
            found = session_sso(examined)
    assert found == {"session_sso.lookup": "the org does not tell by Chatter whose a session is"}


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


def test_names_a_verify_function_that_may_not_write_to_the_table(stack: Stack) -> None:
    with verify_function(stack, Role=stack["web_identity"]["role_arn"]) as examined:
        found = session_sso(examined)
    cause = "the verify function may not write to the use-once table"
    assert found == {"session_sso.use_once_rights": cause}
