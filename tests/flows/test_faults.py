"""Each fault on the running systems: what a client meets while it is on, and that it is gone afterwards."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from botocore.exceptions import ClientError

from flows.driving import Stack, jwt_claims, machine_token

DENIED = (
    "We couldn't access the credential(s). You might not have the required permissions, "
    'or the external credential "AWS_Cognito_OAuth" might not exist.'
)


@contextmanager
def fault(stack: Stack, name: str, **settings: Any) -> Iterator[None]:
    """Have a fault on, as a test of somebody's application would."""
    with stack.http() as http:
        document = {"fault": name, "on": True, "settings": settings}
        answer = http.post(f"{stack['console']}/faults", json=document)
        assert answer.status_code == 200, answer.text
        try:
            yield
        finally:
            off = http.post(f"{stack['console']}/faults", json={"fault": name, "on": False})
            assert not any(each["is_on"] for each in off.json()["faults"] if each["fault"] == name)


def callout(stack: Stack, **options: Any) -> httpx2.Response:
    user = stack.user(has_permission_set=True)
    wanted = {
        "username": user["username"],
        "named_credential": "AWS_API_Access",
        "method": "GET",
        "path": "/test",
    }
    with stack.http() as http:
        return http.post(
            f"{stack['salesforce']}/_local/callouts",
            json=wanted,
            headers={"Authorization": f"Bearer {user['session_id']}"},
            **options,
        )


def userinfo(stack: Stack) -> httpx2.Response:
    with stack.http() as http:
        headers = {"Authorization": f"Bearer {stack.user()['session_id']}"}
        return http.get(f"{stack['salesforce']}/services/oauth2/userinfo", headers=headers)


def validate(stack: Stack) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {stack.user()['session_id']}"}
    with stack.http() as http:
        return http.post(stack["session_sso"]["validator_url"], headers=headers)


def username_of(stack: Stack) -> str:
    return str(validate(stack).json()["username"])


def initiate(stack: Stack, *, username: str | None = None) -> Any:
    return stack.unsigned_client("cognito-idp").initiate_auth(
        AuthFlow="CUSTOM_AUTH",
        ClientId=stack["session_sso"]["client_id"],
        AuthParameters={"USERNAME": username or username_of(stack)},
    )


def sign_in(stack: Stack) -> Any:
    challenge = initiate(stack)
    username = challenge["ChallengeParameters"]["USERNAME"]
    return stack.unsigned_client("cognito-idp").respond_to_auth_challenge(
        ClientId=stack["session_sso"]["client_id"],
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": username, "ANSWER": stack.user()["session_id"]},
    )


def api_status(stack: Stack, token: str) -> int:
    with stack.http() as http:
        return http.get(f"{stack['api']}/test", headers={"Authorization": f"Bearer {token}"}).status_code


def test_org_down_reaches_the_client_and_the_token_validator(stack: Stack) -> None:
    with fault(stack, "org-down"):
        assert userinfo(stack).status_code == 503
        assert validate(stack).status_code >= 500
    assert userinfo(stack).status_code == 200
    assert validate(stack).status_code == 200


def test_org_slow_lets_the_client_wait(stack: Stack) -> None:
    with fault(stack, "org-slow", seconds=0.3):
        assert userinfo(stack).elapsed.total_seconds() >= 0.29
    assert userinfo(stack).status_code == 200


def test_cognito_throttled_reaches_api_and_token_endpoint(stack: Stack) -> None:
    identity, username = stack.unsigned_client("cognito-identity"), username_of(stack)
    with fault(stack, "cognito-throttled"):
        with stack.http() as http:
            assert http.post(stack["m2m"]["token_url"], data={"grant_type": "x"}).status_code == 429
        with pytest.raises(ClientError) as refused:
            initiate(stack, username=username)
        with pytest.raises(ClientError) as refused_there:
            identity.get_id(IdentityPoolId=stack["web_identity"]["identity_pool_id"])
    assert refused.value.response["Error"] == {"Code": "TooManyRequestsException", "Message": "Rate exceeded"}
    assert refused_there.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert machine_token(stack)


def test_keys_rotate_and_old_tokens_still_open_the_api(stack: Stack) -> None:
    before = machine_token(stack)
    with stack.http() as http:
        answer = http.post(f"{stack['console']}/faults", json={"fault": "keys-rotated"})
        assert answer.status_code == 200
        keys = http.get(f"{stack['aws_endpoint']}/{stack['m2m']['user_pool_id']}/.well-known/jwks.json")
    assert len(keys.json()["keys"]) == 4
    assert api_status(stack, before) == 200
    # An API that fetched the keys a moment ago fetches them again after its cool-down.
    deadline = time.monotonic() + 15
    while api_status(stack, machine_token(stack, scope=stack["m2m"]["scopes"][0])) != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.parametrize("seconds", [-7200, 7200])
def test_clock_skew_has_the_api_refuse_the_token(stack: Stack, seconds: int) -> None:
    right = jwt_claims(machine_token(stack))["iat"]
    with fault(stack, "clock-skew", of="cognito", seconds=seconds):
        token = machine_token(stack)
    assert abs(jwt_claims(token)["iat"] - right - seconds) < 60
    assert api_status(stack, token) == 401
    assert api_status(stack, machine_token(stack, scope=stack["m2m"]["scopes"][0])) == 200


def test_permission_set_removed_has_the_org_refuse_the_callout(stack: Stack) -> None:
    with fault(stack, "permission-set-removed"):
        answer = callout(stack)
        assert (answer.status_code, answer.json()["message"]) == (400, DENIED)
    assert callout(stack).json()["status_code"] == 200


def test_wrong_secret_has_cognito_refuse_the_org(stack: Stack) -> None:
    assert callout(stack).json()["status_code"] == 200
    with fault(stack, "wrong-secret"):
        assert "Unable to fetch the OAuth token. Error: invalid_client" in callout(stack).json()["message"]
    assert callout(stack).json()["status_code"] == 200


@pytest.mark.parametrize("trigger", ["DefineAuthChallenge", "CreateAuthChallenge"])
def test_trigger_failing_stops_the_sign_in_where_it_begins(stack: Stack, trigger: str) -> None:
    with fault(stack, "trigger-failing", trigger=trigger), pytest.raises(ClientError) as refused:
        initiate(stack)
    error = refused.value.response["Error"]
    assert error["Code"] == "UserLambdaValidationException"
    assert error["Message"] == f"{trigger} failed with error The fault trigger-failing is on."
    assert initiate(stack)["ChallengeName"] == "CUSTOM_CHALLENGE"


def test_trigger_failing_stops_the_answer(stack: Stack) -> None:
    with fault(stack, "trigger-failing"), pytest.raises(ClientError) as refused:
        sign_in(stack)
    assert refused.value.response["Error"]["Message"].startswith("VerifyAuthChallengeResponse failed with")
    assert sign_in(stack)["AuthenticationResult"]["AccessToken"]


def test_dynamodb_throttled_reaches_reader_and_trigger(stack: Stack) -> None:
    table = stack["web_identity"]["table"]
    with fault(stack, "dynamodb-throttled"):
        with pytest.raises(ClientError) as refused:
            stack.client("dynamodb").scan(TableName=table)
        with pytest.raises(ClientError):
            sign_in(stack)  # the challenge is claimed in a table, so that it is answered once
    assert refused.value.response["Error"]["Code"] == "ProvisionedThroughputExceededException"
    assert stack.client("dynamodb").scan(TableName=table)["Items"]
    assert sign_in(stack)["AuthenticationResult"]["AccessToken"]


def test_two_faults_act_at_once_each_at_its_own_hop(stack: Stack) -> None:
    with fault(stack, "org-down"), fault(stack, "dynamodb-throttled"):
        assert userinfo(stack).status_code == 503
        with pytest.raises(ClientError):
            stack.client("dynamodb").scan(TableName=stack["web_identity"]["table"])
        assert machine_token(stack)
    assert userinfo(stack).status_code == 200


def isthmus(stack: Stack, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "isthmus", "local", "fault", *arguments, "--console", stack["console"]]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_the_terminal_refuses_and_switches_as_the_console_does(stack: Stack) -> None:
    refused = isthmus(stack, "on", "org-slow", "--set", "seconds=99")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "seconds: a number from 0.1 to 30 is wanted." in refused.stderr
    assert "of=org" in isthmus(stack, "on", "clock-skew", "--set", "of=org", "--set", "seconds=-60").stdout
    shown = json.loads(isthmus(stack, "list", "--json").stdout)["faults"]
    assert [each["fault"] for each in shown if each["is_on"]] == ["clock-skew"]
    assert isthmus(stack, "off").returncode == 0
    shown = json.loads(isthmus(stack, "list", "--json").stdout)["faults"]
    assert not any(each["is_on"] for each in shown)
