"""`isthmus doctor` on a running stack: each fault is put in, and the doctor names its cause and no other."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.doctored_functions import sign_in
from flows.doctoring import (
    admit,
    app_client,
    as_administrator,
    failures,
    find,
    redeployed,
    skipped,
    with_ready,
)
from flows.driving import Stack
from isthmus.cognito.pool import UserPool
from isthmus.doctor.check import Failed
from isthmus.doctor.flow import Flow

CREDENTIAL = "/services/data/v66.0/named-credentials/credential"
MACHINE = {
    "GenerateSecret": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
}


def m2m(stack: Stack, **names: Any) -> dict[str, str]:
    return failures(admit(stack, names=names), flow=Flow.M2M)


@contextmanager
def machine(stack: Stack, **settings: Any) -> Iterator[Stack]:
    """Let another app client of the pool be the one that is examined."""
    with app_client(stack, pool_id=stack["m2m"]["user_pool_id"], **settings) as client:
        yield with_ready(
            stack, "m2m", client_id=client["ClientId"], client_secret=client.get("ClientSecret", "none")
        )


def run(stack: Stack, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    ready_file = folder / "examined.json"
    ready_file.write_text(json.dumps(stack.ready))
    command = [sys.executable, "-m", "isthmus", "doctor", "--ready-file", str(ready_file), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def secrets_of(stack: Stack) -> list[str]:
    sessions = [user["session_id"] for user in stack["salesforce_org"]["users"]]
    return [stack["m2m"]["client_secret"], stack["admin"]["secret_access_key"], *sessions]


def test_no_check_cries_on_a_healthy_stack(stack: Stack, tmp_path: Path) -> None:
    sign_in(stack)
    ended = run(stack, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "0 failed, 0 skipped" in ended.stdout


def test_json_says_what_is_wrong_and_exits_with_one_and_shows_no_secret(stack: Stack, tmp_path: Path) -> None:
    wrong = with_ready(stack, "m2m", client_secret="sample-wrong-secret")
    ended = run(wrong, tmp_path, "--json", "--flow", "m2m")
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["is_healthy"]) == (1, False)
    failed = next(check for check in told["checks"] if check["verdict"] == "failed")
    assert (failed["name"], failed["cause"]) == ("m2m.token", "the client secret is wrong")
    assert failed["evidence"] == "the token endpoint answered invalid_client"
    assert not [secret for secret in (*secrets_of(stack), "sample-wrong-secret") if secret in ended.stdout]


def test_lines_on_a_terminal_say_how_to_mend_it(stack: Stack, tmp_path: Path) -> None:
    ended = run(with_ready(stack, "m2m", client_secret="sample-wrong-secret"), tmp_path, "--flow", "m2m")
    assert ended.returncode == 1
    assert "failed  m2m.token" in ended.stdout
    assert "mend: Set ISTHMUS_M2M_CLIENT_SECRET anew" in ended.stdout
    assert not [secret for secret in (*secrets_of(stack), "sample-wrong-secret") if secret in ended.stdout]


def test_names_a_domain_that_does_not_answer(stack: Stack) -> None:
    found = m2m(with_ready(stack, "m2m", token_url="http://127.0.0.1:1/oauth2/token"))
    assert found.pop("m2m.token_url") == "the External Credential asks for tokens elsewhere"
    assert found == {"m2m.domain": "the domain does not answer"}


def test_names_an_unknown_client_id(stack: Stack) -> None:
    found = m2m(with_ready(stack, "m2m", client_id="0example0unknown0client0id"))
    assert found.pop("m2m.principal") == "the named principal has another client id"
    assert found == {"m2m.client": "the client id is unknown to the user pool"}


def test_names_a_wrong_secret(stack: Stack) -> None:
    found = m2m(with_ready(stack, "m2m", client_secret="sample-wrong-secret"))
    assert found == {"m2m.token": "the client secret is wrong"}


def test_does_not_tell_id_from_secret_without_aws(stack: Stack) -> None:
    patient = replace(admit(with_ready(stack, "m2m", client_secret="sample-wrong-secret")), aws=None)
    found = failures(patient, flow=Flow.M2M)
    assert found == {"m2m.token": "the client id or the client secret is wrong"}


ANOTHER_CLIENT = {"m2m.principal": "the named principal has another client id"}


def test_names_a_client_without_a_secret(stack: Stack) -> None:
    with machine(stack, GenerateSecret=False) as examined:
        assert m2m(examined) == ANOTHER_CLIENT | {"m2m.client": "the app client has no secret"}


def test_names_a_flow_that_is_not_allowed(stack: Stack) -> None:
    settings = {**MACHINE, "AllowedOAuthFlows": ["code"], "CallbackURLs": ["https://app.example.com/"]}
    with machine(stack, **settings, AllowedOAuthScopes=stack["m2m"]["scopes"]) as examined:
        cause = "the app client may not use client_credentials"
        assert m2m(examined) == ANOTHER_CLIENT | {"m2m.grant": cause}
        blind = failures(replace(admit(examined), aws=None), flow=Flow.M2M)
    assert blind == ANOTHER_CLIENT | {"m2m.token": cause}


def test_names_oauth_switched_off(stack: Stack) -> None:
    with machine(stack, GenerateSecret=True) as examined:
        found = m2m(examined)
    assert found["m2m.grant"] == "OAuth flows are switched off for the app client"


def test_names_a_scope_that_no_resource_server_has(stack: Stack) -> None:
    unknown = [stack["m2m"]["scopes"][0], "no-such-server/read"]
    examined = with_ready(stack, "m2m", scopes=unknown)
    cause = "a scope does not exist at any resource server"
    assert m2m(examined) == {"m2m.scopes": cause}
    assert failures(replace(admit(examined), aws=None), flow=Flow.M2M) == {"m2m.token": cause}


def test_names_a_scope_that_the_client_is_not_allowed(stack: Stack) -> None:
    write = stack["m2m"]["scopes"][1]
    with machine(stack, **MACHINE, AllowedOAuthScopes=[write]) as examined:
        found = m2m(examined)
        assert found["m2m.scopes"] == "the app client is not allowed a scope"
        alone = m2m(with_ready(examined, "m2m", scopes=[write]))
    cause = "the External Credential asks for a scope that the app client is not allowed"
    assert alone == ANOTHER_CLIENT | {"m2m.credential_scope": cause}


def test_names_another_pool(stack: Stack) -> None:
    patient = admit(stack)
    assert patient.machine is not None
    pool = UserPool.at_insecure_issuer(f"{stack['aws_endpoint']}/{stack['session_sso']['user_pool_id']}")
    examined = replace(patient, aws=None, machine=replace(patient.machine, pool=pool))
    cause = "the token comes from another user pool, or by another issuer, than the API expects"
    assert failures(examined, flow=Flow.M2M) == {"m2m.issuer": cause}


def test_names_keys_that_can_not_be_fetched(stack: Stack) -> None:
    patient = admit(stack)
    assert patient.machine is not None
    assert patient.machine.pool is not None
    pool = UserPool.at_insecure_issuer(f"http://127.0.0.1:1/{patient.machine.pool.pool_id}")
    examined = replace(patient, aws=None, machine=replace(patient.machine, pool=pool))
    assert failures(examined, flow=Flow.M2M) == {"m2m.issuer": "the pool's keys can't be fetched"}


@pytest.mark.parametrize("seconds", [-300, 300])
def test_names_a_wrong_clock(stack: Stack, seconds: float) -> None:
    found = failures(admit(stack, seconds_ahead=seconds), flow=Flow.M2M)
    assert found == {"m2m.clock": "this machine's clock is wrong"}


def test_names_a_session_that_the_org_does_not_take_and_asks_no_more_by_it(stack: Stack) -> None:
    users = [stack["salesforce_org"]["users"][0] | {"session_id": "00D000000000000!expired"}]
    findings = find(admit(with_ready(stack, "salesforce_org", users=users)), flow=Flow.M2M)
    failed = {item.check.name: item.verdict for item in findings if isinstance(item.verdict, Failed)}
    assert list(failed) == ["m2m.org_session"]
    assert failed["m2m.org_session"].cause == "the org does not take the session"
    assert "INVALID_SESSION_ID" in failed["m2m.org_session"].evidence
    assert set(skipped(findings).values()) == {"m2m.org_session failed"}


def test_names_a_missing_external_credential_and_skips_what_stands_on_it(stack: Stack) -> None:
    findings = find(admit(stack, names={"external_credential": "Nothing"}), flow=Flow.M2M)
    assert [finding.check.name for finding in findings if finding.is_failure] == ["m2m.external_credential"]
    names = (
        *("m2m.token_url", "m2m.credential_scope", "m2m.named_credential", "m2m.principal"),
        *("m2m.permission_set", "m2m.object_rights", "m2m.assignment", "m2m.callout"),
    )
    assert skipped(findings) == dict.fromkeys(names, "m2m.external_credential failed")


def test_names_a_token_url_that_is_not_the_domains(stack: Stack) -> None:
    url = stack["m2m"]["token_url"].replace("127.0.0.1", "localhost")
    found = m2m(with_ready(stack, "m2m", token_url=url))
    assert found == {"m2m.token_url": "the External Credential asks for tokens elsewhere"}


@contextmanager
def principal(stack: Stack, *, secret: str | None) -> Iterator[None]:
    """Let the org have another secret, or none, for a while."""
    names = {
        "externalCredential": "AWS_Cognito_OAuth",
        "principalName": "Integration",
        "principalType": "NamedPrincipal",
    }

    def body(client_secret: str) -> dict[str, Any]:
        values = {
            "clientId": {"value": stack["m2m"]["client_id"], "encrypted": False},
            "clientSecret": {"value": client_secret, "encrypted": True},
        }
        return names | {"authenticationProtocol": "OAuth", "credentials": values}

    if secret is None:
        as_administrator(stack, "DELETE", CREDENTIAL, params=names)
    else:
        as_administrator(stack, "PUT", CREDENTIAL, json=body(secret))
    try:
        yield
    finally:
        method = "POST" if secret is None else "PUT"
        as_administrator(stack, method, CREDENTIAL, json=body(stack["m2m"]["client_secret"]))


def test_names_a_principal_that_is_none(stack: Stack) -> None:
    assert m2m(stack, principal="Nothing") == {
        "m2m.principal": "the External Credential has no such principal",
        "m2m.permission_set": "the permission set does not hold the principal",
    }


def test_names_a_principal_that_is_not_configured(stack: Stack) -> None:
    with principal(stack, secret=None):
        assert m2m(stack) == {"m2m.principal": "the named principal has no client id and secret"}


def test_names_a_wrong_secret_in_the_org(stack: Stack) -> None:
    with principal(stack, secret="sample-wrong-secret"):
        found = m2m(stack)
    assert found == {"m2m.callout": "the org gets no token: the secret of its named principal is wrong"}


def test_names_a_missing_permission_set(stack: Stack) -> None:
    cause = "the org has no such permission set"
    assert m2m(stack, permission_set="Nothing") == {"m2m.permission_set": cause}


RECORDS = "/services/data/v66.0/sobjects"


@contextmanager
def record(stack: Stack, kind: str, **fields: str) -> Iterator[str]:
    """Make a record of the org for a while."""
    made = as_administrator(stack, "POST", f"{RECORDS}/{kind}", json=fields)
    try:
        yield str(made["id"])
    finally:
        as_administrator(stack, "DELETE", f"{RECORDS}/{kind}/{made['id']}")


def find_records(stack: Stack, soql: str) -> list[Any]:
    records = as_administrator(stack, "GET", "/services/data/v66.0/query", params={"q": soql})["records"]
    assert isinstance(records, list)
    return records


def test_names_a_permission_set_that_does_not_hold_the_principal(stack: Stack) -> None:
    with record(stack, "PermissionSet", Name="Empty", Label="Empty"):
        found = m2m(stack, permission_set="Empty")
    assert found == {"m2m.permission_set": "the permission set does not hold the principal"}


def test_names_a_permission_set_that_nobody_has_and_one_whose_rights_can_not_be_seen(stack: Stack) -> None:
    credential = f"{CREDENTIAL.removesuffix('credential')}external-credentials/AWS_Cognito_OAuth"
    (named,) = as_administrator(stack, "GET", credential)["principals"]
    with (
        record(stack, "PermissionSet", Name="Nobodys", Label="Nobody's") as made,
        record(stack, "SetupEntityAccess", ParentId=made, SetupEntityId=named["id"]),
    ):
        found = m2m(stack, permission_set="Nobodys")
    cannot_look = "could not look: the permission set lets the org keep tokens"
    assert found == {"m2m.assignment": "nobody has the permission set", "m2m.object_rights": cannot_look}


def test_names_rights_with_which_the_org_can_not_store_a_token(stack: Stack) -> None:
    switch = "<modifyAllRecords>{}</modifyAllRecords>"
    with redeployed(
        stack,
        "PermissionSet",
        "Cognito_API_Access",
        old=switch.format("true"),
        new=switch.format("false"),
    ):
        found = m2m(stack)
    assert found == {"m2m.object_rights": "the permission set does not let the org store a fresh token"}


def test_names_automated_process_without_the_permission_set(stack: Stack) -> None:
    cause = "Automated Process does not have the permission set"
    assert m2m(stack, has_automated_process=True) == {"m2m.assignment": cause}


def test_names_a_running_user_without_the_permission_set(stack: Stack) -> None:
    administrator, stranger = stack["salesforce_org"]["users"][:2]
    (assigned,) = find_records(
        stack,
        "SELECT Id, PermissionSetId FROM PermissionSetAssignment "  # noqa: S608  SOQL of our own ids
        f"WHERE AssigneeId = '{administrator['user_id']}' AND PermissionSet.Name = 'Cognito_API_Access'",
    )
    fields = {"PermissionSetId": assigned["PermissionSetId"]}
    assignments = f"{RECORDS}/PermissionSetAssignment"
    with record(stack, "PermissionSetAssignment", AssigneeId=stranger["user_id"], **fields):
        as_administrator(stack, "DELETE", f"{assignments}/{assigned['Id']}")
        try:
            found = m2m(stack)
        finally:
            mine = fields | {"AssigneeId": administrator["user_id"]}
            as_administrator(stack, "POST", assignments, json=mine)
    assert found == {"m2m.callout": "the running user may not use the principal"}


def test_names_a_missing_named_credential(stack: Stack) -> None:
    cause = "the org has no such Named Credential"
    assert m2m(stack, named_credential="Nothing") == {"m2m.named_credential": cause}


@pytest.mark.parametrize(
    ("element", "old", "new", "cause"),
    [
        ("calloutStatus", "Enabled", "Disabled", "the Named Credential is switched off for callouts"),
        ("generateAuthorizationHeader", "true", "false", "the Named Credential sends no token"),
    ],
)
def test_names_a_named_credential_that_is_off_or_sends_no_token(
    stack: Stack, element: str, old: str, new: str, cause: str
) -> None:
    switch = f"<{element}>{{}}</{element}>"
    with redeployed(
        stack, "NamedCredential", "AWS_API_Access", old=switch.format(old), new=switch.format(new)
    ):
        assert m2m(stack) == {"m2m.named_credential": cause}


def test_names_an_api_that_does_not_answer_200(stack: Stack) -> None:
    cause = "the API refused the org's token, or failed"
    assert m2m(stack, test_path="/nothing") == {"m2m.callout": cause}
