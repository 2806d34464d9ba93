"""All flows at debug level leave no secret in any log of the stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.driving import Stack, machine_token
from flows.test_m2m import call_api, callout
from flows.test_session_sso import initiate, respond, username_of
from flows.test_web_identity import SignIn, credentials, get_id


def run_all_flows(stack: Stack) -> Iterator[tuple[str, str]]:
    """Run each flow once and give every secret that went over the wire."""
    yield "client secret", stack["m2m"]["client_secret"]
    yield "administrator's secret key", stack["admin"]["secret_access_key"]
    token = machine_token(stack)
    assert call_api(stack, token).status_code == 200
    yield "machine's token", token
    for user in stack["salesforce_org"]["users"]:
        callout(stack, user["username"])
        yield "password", user["password"]
        yield "session id", user["session_id"]
    person = SignIn(stack)
    callback = person.decide(person.log_in(stack.user()), "allow")
    tokens = person.redeem(callback["code"]).json()
    yield "authorization code", callback["code"]
    yield "PKCE verifier", person.verifier
    yield "ID token", tokens["id_token"]
    yield "org's access token", tokens["access_token"]
    get_id(stack, tokens["id_token"])
    keys = credentials(stack, tokens["id_token"])
    stack.client("dynamodb", **keys).scan(TableName=stack["web_identity"]["table"])
    yield "temporary secret key", keys["aws_secret_access_key"]
    yield "temporary session token", keys["aws_session_token"]
    username = username_of(stack, stack.user())
    challenge = initiate(stack, username)
    result = respond(stack, challenge, username=username, answer=stack.user()["session_id"])
    yield "challenge session", challenge["Session"]
    for name in ("AccessToken", "IdToken", "RefreshToken"):
        yield name, result["AuthenticationResult"][name]


def logs_of(stack: Stack) -> dict[Path, str]:
    data = stack.log_file.parent / "data"
    paths = [stack.log_file, *data.rglob("*.log"), *data.rglob("log*")]
    return {path: path.read_text(errors="replace") for path in paths if path.is_file()}


@pytest.mark.timeout(180)
def test_no_secret_is_in_any_log(stack: Stack) -> None:
    secrets = list(run_all_flows(stack))
    logs = logs_of(stack)
    assert any(text for text in logs.values()), "at debug level something is logged"
    found = {
        (name, str(path))
        for name, secret in secrets
        for path, text in logs.items()
        if secret in text or secret[-24:] in text
    }
    assert found == set()
