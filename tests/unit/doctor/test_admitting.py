"""What is known of real accounts: what the settings say, and nothing guessed for what they don't."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from isthmus.cli.main import app
from isthmus.clock import SystemClock
from isthmus.doctor.admitting import Names, Told, admit_account, admit_local
from isthmus.doctor.patient import Patient
from isthmus.errors import ConfigurationError, MalformedError
from isthmus.settings import Environment

NAMES = Names(
    external_credential="Sample_Credential",
    principal="Sample",
    named_credential="Sample_API",
    permission_set="Sample_Access",
    test_path="/health",
    has_automated_process=True,
    client_app="Sample_App",
)
NOTHING = Told(
    m2m_user_pool_id=None,
    consumer_key=None,
    identity_pool_id=None,
    callback_url=None,
    app_client_id=None,
    validator_url=None,
)
TOLD = Told(
    m2m_user_pool_id="us-east-1_Sample001",
    consumer_key="3MVG9sample.key",
    identity_pool_id="us-east-1:00000000-0000-4000-8000-000000000000",
    callback_url="https://app.example.com/callback.html",
    app_client_id="0example0client0id",
    validator_url="https://api.example.com/prod/token-validator",
)
SETTINGS = {
    "ISTHMUS_M2M_DOMAIN": "https://example.auth.us-east-1.amazoncognito.com",
    "ISTHMUS_M2M_CLIENT_ID": "sampleclient",
    "ISTHMUS_M2M_CLIENT_SECRET": "sample-secret",
    "ISTHMUS_M2M_SCOPES": "api/read api/write",
    "ISTHMUS_SALESFORCE_ORGS": "00D1t000000rXxREAU=https://example.my.salesforce.com",
    "ISTHMUS_ORG_SESSION": "sample-session",
    "ISTHMUS_USER_POOL_ID": "us-east-1_Sample002",
}


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", *SETTINGS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")


def admit(settings: dict[str, str], told: Told = TOLD) -> Patient:
    return admit_account(Environment(settings), names=NAMES, told=told, clock=SystemClock())


def test_refuses_a_domain_by_plain_http() -> None:
    with pytest.raises(MalformedError):
        admit(SETTINGS | {"ISTHMUS_M2M_DOMAIN": "http://example.auth.us-east-1.amazoncognito.com"})


def test_refuses_two_orgs_at_once() -> None:
    orgs = "00D1t000000rXxREAU=https://a.my.salesforce.com,00D2w000000AbCdEAK=https://b.my.salesforce.com"
    with pytest.raises(ConfigurationError, match="one org at a time"):
        admit(SETTINGS | {"ISTHMUS_SALESFORCE_ORGS": orgs})


def test_refuses_a_validator_by_plain_http() -> None:
    told = replace(NOTHING, app_client_id="sample", validator_url="http://api.example.com/token-validator")
    with pytest.raises(MalformedError):
        admit(SETTINGS, told)


@pytest.mark.parametrize("text", ["", "no url", "https://[", "https://a.example/\n"])
def test_refuses_a_callback_that_is_no_url(text: str) -> None:
    with pytest.raises(MalformedError, match="no URL"):
        admit(SETTINGS, replace(TOLD, callback_url=text))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"ca_bundle": "sample-secret-text"}'])
def test_refuses_what_is_no_ready_file_and_quotes_nothing_of_it(tmp_path: Path, content: str) -> None:
    ready_file = tmp_path / "ready.json"
    ready_file.write_text(content)
    with pytest.raises(ConfigurationError, match="no ready file") as raised:
        admit_local(ready_file, names=NAMES, clock=SystemClock())
    assert "sample-secret-text" not in str(raised.value)


def test_knows_nothing_of_what_is_not_told() -> None:
    patient = admit({}, NOTHING)
    assert (patient.aws, patient.org, patient.callouts, patient.machine) == (None, None, None, None)
    assert (patient.web_identity, patient.session_sso, patient.origins) == (None, None, ())


def test_takes_what_settings_and_options_say() -> None:
    patient = admit(SETTINGS)
    machine, web, session = patient.machine, patient.web_identity, patient.session_sso
    assert patient.org is not None
    assert machine is not None
    assert web is not None
    assert session is not None
    assert machine.pool is not None
    assert machine.pool.issuer == "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Sample001"
    assert (machine.scopes, machine.test_path) == (("api/read", "api/write"), "/health")
    assert web.provider_name == "example.my.salesforce.com"
    assert (web.client_app, web.callback_url) == ("Sample_App", "https://app.example.com/callback.html")
    assert str(session.validator) + session.validator_path == TOLD.validator_url
    assert session.org_id == "00D1t000000rXxREAU"
    assert "sample-s" not in repr(patient)
    patient.close()


def test_a_visit_that_could_not_look_is_not_healthy_and_says_what_to_set() -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["is_healthy"]) == (1, False)
    assert {check["verdict"] for check in told["checks"]} == {"skipped"}
    assert "ISTHMUS_M2M_DOMAIN" in told["checks"][0]["because"]
