"""Pasted tokens over real pools and a real org. What each door answers is the door's own."""

import base64
import logging
from typing import Any

import pytest

from isthmus.local.console.token import LONGEST_TOKEN
from unit.local.console.console_under_test import ConsoleUnderTest

JWT = "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJodHRwczovL2Vsc2V3aGVyZS5leGFtcGxlIn0.c2lnbmF0dXJl"


def ask(console: ConsoleUnderTest, token: Any) -> dict[str, Any]:
    answer = console.post("/api/token", {"token": token})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def openings(document: dict[str, Any]) -> dict[str, bool]:
    return {door["door"]: door["opens"] for door in document["doors"]}


def a_session(console: ConsoleUnderTest) -> str:
    org = console.salesforce.org
    user_id = org.create_user(
        username="jane@isthmus.example",
        password=None,
        email="jane@example.com",
        email_verified=True,
        last_name="Sample",
    )
    return org.create_session(user_id)


def machine_token(console: ConsoleUnderTest) -> str:
    pools = console.user_pools
    pool_id = pools.call("CreateUserPool", PoolName="m2m")["UserPool"]["Id"]
    pools.call(
        "CreateResourceServer",
        UserPoolId=pool_id,
        Identifier="api",
        Name="api",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
    )
    client = pools.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="job",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
    )["UserPoolClient"]
    answer = pools.call("GetClientToken", ClientId=client["ClientId"], Secret=client["ClientSecret"])
    return str(answer["ClientAuthenticationResult"]["AccessToken"])


@pytest.mark.parametrize(
    ("document", "status", "code"),
    [
        ({}, 400, "malformed"),
        ({"token": ""}, 400, "malformed"),
        ({"token": " \n"}, 400, "malformed"),
        ({"token": 1}, 400, "malformed"),
        ({"token": [JWT]}, 400, "malformed"),
        ({"token": JWT, "verbose": True}, 400, "unknown_member"),
        ({"token": "x" * (LONGEST_TOKEN + 1)}, 413, "too_large"),
        ({"token": "sample"}, 400, "not_a_token"),
        ({"token": "a.b.c"}, 400, "not_a_token"),
        ({"token": "eyJ.eyJ.ä"}, 400, "not_a_token"),
    ],
)
def test_refuses_what_is_no_token(
    console: ConsoleUnderTest, document: dict[str, Any], status: int, code: str
) -> None:
    answer = console.post("/api/token", document)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_half_a_character_is_no_token(console: ConsoleUnderTest) -> None:
    headers = {"Content-Type": "application/json"}
    answer = console.request("POST", "/api/token", content=b'{"token": "\\ud800"}', headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "not_a_token")


def test_a_claim_with_half_a_character_and_a_number_without_end_is_told(console: ConsoleUnderTest) -> None:
    payload = base64.urlsafe_b64encode(b'{"a": "\\ud800", "b": 1e999, "exp": 1e999}').rstrip(b"=").decode()
    told = ask(console, f"eyJhbGciOiJub25lIn0.{payload}.x")
    claims = {claim["name"]: claim["value"] for claim in told["claims"]}
    assert claims == {"a": "\ud800", "b": "inf", "exp": "inf"}


def test_a_strangers_token_opens_nothing(console: ConsoleUnderTest) -> None:
    told = ask(console, JWT)
    assert (told["kind"], told["issuer_name"], told["verifies_here"]) == ("unknown JWT", "", False)
    assert not any(openings(told).values())
    assert all(door["why"] for door in told["doors"])


def test_a_spoilt_token_of_the_stack_opens_nothing(console: ConsoleUnderTest) -> None:
    token = machine_token(console)
    told = ask(console, token[:-8] + "AAAAAAAA")
    assert told["verifies_here"] is False
    assert {check["name"]: check["verdict"] for check in told["checks"]}["signature"] == "failed"
    assert not any(openings(told).values())


def test_a_machines_token_verifies_and_is_nobody_to_the_pool_and_the_org(console: ConsoleUnderTest) -> None:
    told = ask(console, machine_token(console))
    assert (told["kind"], told["verifies_here"]) == ("Cognito access token of a machine", True)
    assert told["issuer_name"].startswith("user pool us-east-1_")
    assert not any(openings(told).values())
    assert {claim["name"] for claim in told["claims"]} >= {"iss", "sub", "client_id", "scope", "exp"}


def test_a_session_opens_the_org_and_nothing_of_aws(console: ConsoleUnderTest) -> None:
    told = ask(console, a_session(console))
    assert told["verifies_here"] is True
    opened = openings(told)
    assert opened["Salesforce, userinfo"] is opened["Salesforce, REST API"] is True
    assert sum(opened.values()) == 2


def test_an_expired_session_opens_nothing(console: ConsoleUnderTest) -> None:
    session = a_session(console)
    console.salesforce.org.expire_session(session)
    told = ask(console, session)
    assert told["verifies_here"] is False
    assert not any(openings(told).values())


def test_asking_makes_nobody_and_keeps_nothing(
    console: ConsoleUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = machine_token(console)
    answer = console.post("/api/token", {"token": token})
    assert token.rpartition(".")[2] not in answer.text
    assert token.rpartition(".")[2] not in caplog.text
    assert console.tracer.exchanges_after(0) == []
