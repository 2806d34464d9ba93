"""The stories run by the console on the running stack: they pass, and a fault breaks them at its own hop."""

import time
from typing import Any

import pytest

from flows.driving import Stack

RUN_SECONDS = 90
FLOWS = ("m2m", "web_identity", "session_sso")


def run(stack: Stack, flow: str, *, fault: str | None = None, **choices: str) -> dict[str, Any]:
    """Run a flow to its end."""
    with stack.http() as http:
        document = {"flow": flow, "choices": choices, "fault": fault}
        started = http.post(f"{stack['console']}/api/runs", json=document)
        assert started.status_code == 202, started.text
        deadline = time.monotonic() + RUN_SECONDS
        while True:
            answer = http.get(f"{stack['console']}/api/runs/{started.json()['run']}")
            shown: dict[str, Any] = answer.json()
            if shown["state"] != "running":
                check_no_secret(stack, answer.text)
                return shown
            assert time.monotonic() < deadline
            time.sleep(0.02)


def check_no_secret(stack: Stack, text: str) -> None:
    secrets = [stack["m2m"]["client_secret"], stack["admin"]["secret_access_key"]]
    for user in stack["salesforce_org"]["users"]:
        secrets += [user["password"], user["session_id"]]
    assert [secret for secret in secrets if secret in text] == []
    assert "eyJ" not in text
    assert "00D" not in text or "!" not in text


def failed_step(shown: dict[str, Any]) -> tuple[str, str]:
    """Give the title of the step that broke, and its last words."""
    assert shown["state"] == "failed"
    step = shown["steps"][shown["broke_at"] - 1]
    assert step["state"] == "failed"
    name, words = step["details"][-1]
    assert name == "error"
    assert words in shown["error"]
    return step["title"], words


@pytest.mark.parametrize(
    ("flow", "fault", "title", "words"),
    [
        ("m2m", "cognito-throttled", "a job asks Cognito", "HTTP 429"),
        ("m2m", "wrong-secret", "the org calls the API", "Error: invalid_client"),
        ("m2m", "permission-set-removed", "the org calls the API", "We couldn't access the credential(s)"),
        ("m2m", "clock-skew", "the API verifies", "HTTP 401"),
        ("m2m", "org-down", "the org refuses a callout", "HTTP 503: Down for maintenance"),
        ("web_identity", "org-down", "the app sends the browser", "HTTP 503: Down for maintenance"),
        ("web_identity", "clock-skew", "the identity pool verifies", "Token expired"),
        ("web_identity", "cognito-throttled", "the identity pool verifies", "TooManyRequestsException"),
        ("web_identity", "dynamodb-throttled", "the credentials scan", "ProvisionedThroughputExceeded"),
        ("session_sso", "org-down", "the token validator refuses", "HTTP 503"),
        ("session_sso", "cognito-throttled", "the token validator asks the org", "HTTP 503"),
        (
            "session_sso",
            "trigger-failing",
            "the session of another person",
            "The fault trigger-failing is on",
        ),
        ("session_sso", "dynamodb-throttled", "a fresh challenge", "UserLambdaValidationException"),
        ("session_sso", "clock-skew", "the tokens open the sample API", "HTTP 401"),
    ],
)
def test_a_fault_breaks_a_flow_at_its_own_hop(
    stack: Stack, flow: str, fault: str, title: str, words: str
) -> None:
    told_title, told_words = failed_step(run(stack, flow, fault=fault))
    assert told_title.startswith(title)
    assert words in told_words
    with stack.http() as http:
        faults = http.get(f"{stack['console']}/faults").json()["faults"]
    assert [each["fault"] for each in faults if each["is_on"]] == []


@pytest.mark.parametrize("flow", FLOWS)
def test_each_flow_passes_with_every_choice(stack: Stack, flow: str) -> None:
    with stack.http() as http:
        described = {each["flow"]: each for each in http.get(f"{stack['console']}/api/flows").json()}
    assert list(described) == list(FLOWS)
    for name, options in described[flow]["choices"].items():
        for option in options:
            shown = run(stack, flow, **{name: option})
            assert shown["error"] is None
            assert shown["state"] == "passed"
            assert len(shown["trace"]) == 32
            assert {step["state"] for step in shown["steps"]} == {"passed"}


def hops_of(stack: Stack, shown: dict[str, Any]) -> list[dict[str, Any]]:
    with stack.http() as http:
        answer = http.get(f"{stack['console']}/api/hops", params={"trace": shown["trace"], "limit": 500})
    hops: list[dict[str, Any]] = answer.json()["hops"]
    return hops


@pytest.mark.parametrize(
    ("flow", "fault", "answerer", "operation"),
    [
        ("m2m", "cognito-throttled", "Cognito user pool", "client_credentials token"),
        ("m2m", "wrong-secret", "Salesforce org", "callout by a named credential"),
        ("m2m", "permission-set-removed", "Salesforce org", "callout by a named credential"),
        ("m2m", "clock-skew", "Cognito user pool", "client_credentials token"),
        ("web_identity", "org-down", "Salesforce org", "authorize"),
        ("web_identity", "dynamodb-throttled", "DynamoDB", "Scan ProductCatalog"),
        ("session_sso", "dynamodb-throttled", "DynamoDB", "PutItem isthmus-use-once"),
        ("session_sso", "org-slow", "Salesforce org", "userinfo"),
    ],
)
def test_a_fault_shows_at_the_hop_it_acted_on(
    stack: Stack, flow: str, fault: str, answerer: str, operation: str
) -> None:
    hops = hops_of(stack, run(stack, flow, fault=fault))
    met = {(hop["answerer_name"], hop["operation"]) for hop in hops if hop["faults"] == [fault]}
    assert (answerer, operation) in met
    assert {hop["answerer_name"] for hop in hops if hop["faults"]} == {answerer}


@pytest.mark.parametrize(
    ("flow", "asker", "least"),
    [("m2m", "Job", 9), ("web_identity", "Browser", 12), ("session_sso", "App", 20)],
)
def test_all_hops_of_a_run_are_in_its_trace(stack: Stack, flow: str, asker: str, least: int) -> None:
    hops = hops_of(stack, run(stack, flow))
    assert len(hops) >= least  # keys, tokens and users may be there already
    assert {hop["asker_name"] for hop in hops if hop["parent"] is None} == {asker}
    assert not any(hop["faults"] for hop in hops)
