"""The Salesforce CLI and simple-salesforce deploy the project to the stack's org, and retrieve from it."""

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile

import pytest
import requests
from simple_salesforce.api import Salesforce

from contract.salesforce_commands import FOLDER, SalesforceCommands, log_in
from flows.driving import Stack
from unit.local.salesforce.apex.blocks import ASSIGNMENT, CALLOUT

NC = "AWS_API_Access.namedCredential"
DEPLOY = ("project", "deploy", "start", "--wait", "2")


@pytest.fixture(scope="session")
def sf(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> SalesforceCommands:
    return log_in(stack, tmp_path_factory.mktemp("salesforce-cli"))


@pytest.fixture
def simple(stack: Stack) -> Iterator[Any]:
    with patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": stack["ca_bundle"]}), requests.Session() as session:
        yield Salesforce(
            session_id=stack.user(index=0)["session_id"], instance_url=stack["salesforce"], session=session
        )


def test_lock_file_pins_every_package_by_hash_and_names_no_host() -> None:
    text = (FOLDER / "package-lock.json").read_text()
    assert '"resolved"' not in text
    packages = {path: package for path, package in json.loads(text)["packages"].items() if path}
    assert all("integrity" in package or package.get("inBundle") for package in packages.values())
    assert "ignore-scripts=true" in (FOLDER / ".npmrc").read_text().splitlines()


def test_a_failure_is_shown_with_its_file_line_and_column(sf: SalesforceCommands) -> None:
    path = sf.change(NC, "<calloutStatus>Enabled", "<calloutStatus>On")
    try:
        answer = sf.run(*DEPLOY)
    finally:
        sf.change(NC, "<calloutStatus>On", "<calloutStatus>Enabled")
    assert answer["status"] == 1
    failure = answer["result"]["details"]["componentFailures"][0]
    assert "'On' is not a valid value for the enum 'CalloutStatus'" in failure["problem"]
    assert (failure["componentType"], failure["lineNumber"]) == ("NamedCredential", 5)
    shown = next(file for file in answer["result"]["files"] if file["state"] == "Failed")
    assert Path(shown["filePath"]).name == path.name


def test_validation_fails_and_names_each_test_that_was_not_run(sf: SalesforceCommands) -> None:
    answer = sf.run("project", "deploy", "validate", "--source-dir", "force-app", "--wait", "2")
    assert answer["status"] == 1
    report = sf.run("project", "deploy", "report", "--job-id", answer["data"]["deployId"])
    result = report["result"]
    assert (result["checkOnly"], result["runTestsEnabled"], result["numberComponentErrors"]) == (
        True,
        True,
        0,
    )
    tests = result["details"]["runTestResult"]["failures"]
    assert {test["name"].lower() for test in tests} >= {"cognitoapitest"}
    assert all("runs no Apex tests" in test["message"] for test in tests)


def test_the_project_is_checked_and_deployed_and_its_callout_works(
    sf: SalesforceCommands, stack: Stack
) -> None:
    checked = sf.result(*DEPLOY, "--source-dir", "force-app", "--dry-run")
    assert (checked["status"], checked["checkOnly"]) == ("Succeeded", True)
    deployed = sf.result(*DEPLOY, "--source-dir", "force-app")
    assert (deployed["status"], deployed["numberComponentErrors"]) == ("Succeeded", 0)
    report = sf.result("project", "deploy", "report", "--job-id", deployed["id"])
    assert report["status"] == "Succeeded"
    canceled = sf.run("project", "deploy", "cancel", "--job-id", deployed["id"])
    assert canceled["status"] != 0
    with stack.http() as http:
        answer = http.post(
            f"{stack['salesforce']}/_local/callouts",
            headers={"Authorization": f"Bearer {stack.user(index=0)['session_id']}"},
            json={
                "username": stack.user(has_permission_set=True)["username"],
                "named_credential": stack["m2m"]["named_credential"],
                "method": "GET",
                "path": "/test",
            },
        )
    assert (answer.status_code, answer.json()["status_code"]) == (200, 200), answer.text


def test_starts_no_update_of_itself_that_would_keep_the_session(sf: SalesforceCommands) -> None:
    assert list(Path(sf.environment["HOME"]).rglob("autoupdate*")) == []


def test_deploys_over_rest(sf: SalesforceCommands) -> None:
    deployed = sf.result(*DEPLOY, "--metadata", "NamedCredential", SF_ORG_METADATA_REST_DEPLOY="true")
    assert deployed["status"] == "Succeeded"


def test_retrieves_what_was_deployed(sf: SalesforceCommands) -> None:
    path = sf.change(NC, "<label>", "<label>Changed ")
    retrieved = sf.result("project", "retrieve", "start", "--metadata", "NamedCredential:AWS_API_Access")
    assert [file["fullName"] for file in retrieved["files"]] == ["AWS_API_Access"]
    text = path.read_text()
    assert "<label>AWS API Access</label>" in text
    assert sf.environment["API_URL"] in text
    sf.change(NC, sf.environment["API_URL"], "__API_URL__")


def test_lists_types_and_components(sf: SalesforceCommands) -> None:
    types = sf.result("org", "list", "metadata-types")
    assert "ExternalCredential" in {item["xmlName"] for item in types["metadataObjects"]}
    listed = sf.result("org", "list", "metadata", "--metadata-type", "NamedCredential")
    assert [item["fullName"] for item in listed] == ["AWS_API_Access"]


@pytest.mark.parametrize(
    ("source", "name", "place", "told"),
    [
        ("Integer i = 1;\ni = 'x';", "executeCompileFailure", ("2", "5"), "Illegal assignment from String"),
        (
            "Integer i = 1;\nthrow new IllegalArgumentException('no');",
            "executeRuntimeFailure",
            ("2", "1"),
            "no",
        ),
    ],
)
def test_apex_that_fails_is_shown_with_its_line_and_column(
    sf: SalesforceCommands, source: str, name: str, place: tuple[str, str], told: str
) -> None:
    answer = sf.run_apex(source)
    assert (answer["status"], answer["name"]) == (1, name)
    assert (answer["data"]["line"], answer["data"]["column"]) == place
    assert told in answer["message"]


def test_apex_calls_out_by_the_named_credential_and_the_log_says_200(sf: SalesforceCommands) -> None:
    answer = sf.run_apex(CALLOUT)
    assert (answer["status"], answer["result"]["success"]) == (0, True), answer
    assert "|DEBUG|Status Code: 200\n" in answer["result"]["logs"]
    assert "|DEBUG|ERROR: " not in answer["result"]["logs"]


def test_apex_assigns_the_permission_set_to_automated_process_once(
    sf: SalesforceCommands, simple: Any
) -> None:
    permission_set = simple.query("SELECT Id FROM PermissionSet WHERE Name = 'Cognito_API_Access'")
    block = ASSIGNMENT.format(permission_set["records"][0]["Id"])
    assert sf.run_apex(block)["status"] == 0
    again = sf.run_apex(block)
    assignments = simple.query("SELECT Id FROM PermissionSetAssignment WHERE Assignee.Alias = 'autoproc'")
    for record in assignments["records"]:
        simple.PermissionSetAssignment.delete(record["Id"])
    assert (again["status"], "DUPLICATE_VALUE" in again["message"]) == (1, True)
    assert assignments["totalSize"] == 1


def test_simple_salesforce_deploys_and_retrieves(simple: Any, tmp_path: Path) -> None:
    package = tmp_path / "package.zip"
    with ZipFile(package, "w") as archive:
        archive.writestr(
            "package.xml",
            '<Package xmlns="http://soap.sforce.com/2006/04/metadata"><types><members>*</members>'
            "<name>CorsWhitelistOrigin</name></types><version>63.0</version></Package>",
        )
        archive.writestr(
            "corsWhitelistOrigins/Simple.corsWhitelistOrigin",
            '<CorsWhitelistOrigin xmlns="http://soap.sforce.com/2006/04/metadata">'
            "<urlPattern>https://simple.example</urlPattern></CorsWhitelistOrigin>",
        )
    taken = simple.deploy(str(package), sandbox=False, testLevel="NoTestRun")
    status = simple.checkDeployStatus(taken["asyncId"])
    assert status["state"] == "Succeeded"
    assert status["deployment_detail"]["deployed_count"] == "1"
    names = [item.fullName for item in simple.mdapi.list_metadata([{"type": "CorsWhitelistOrigin"}])]
    assert "Simple" in names
    request_id, _ = simple.mdapi.retrieve("", unpackaged={"CorsWhitelistOrigin": ["Simple"]})
    state, _, _, content = simple.mdapi.retrieve_zip(request_id)
    assert state == "Succeeded"
    with ZipFile(BytesIO(content)) as archive:
        assert "corsWhitelistOrigins/Simple.corsWhitelistOrigin" in archive.namelist()
