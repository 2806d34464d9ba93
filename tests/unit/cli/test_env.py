"""`isthmus env`: from `terraform output -json` to what others want to be told."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from isthmus.cli.main import app

SECRET = "sample-client-secret"
OUTPUTS: dict[str, Any] = {
    "region": "us-east-1",
    "m2m": {
        "user_pool_id": "us-east-1_Sample001",
        "client_id": "machine",
        "token_url": "https://sample.auth.us-east-1.amazoncognito.com/oauth2/token",
        "scopes": ["api/read", "api/write"],
    },
    "m2m_client_secret": SECRET,
    "web_identity": {
        "issuer": "https://sample.my.salesforce.com",
        "client_id": "3MVGsample",
        "identity_pool_id": "us-east-1:11111111-2222-4333-8444-555555555555",
        "provider_name": "sample.my.salesforce.com",
        "table": "ProductCatalog",
    },
    "session_sso": {
        "user_pool_id": "us-east-1_Sample002",
        "client_id": "people",
        "validator_url": "https://sample.execute-api.us-east-1.amazonaws.com/token-validator",
        "validator_api_id": "sample",
    },
    "api_url": "https://api.example.com",
    "app_origin": "https://app.example.com",
}


def run(outputs: object, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["env", *arguments], input=written(outputs))
    return result.exit_code, result.stdout, result.stderr


def written(outputs: object) -> str:
    if not isinstance(outputs, dict):
        return str(outputs)
    return json.dumps({name: {"value": value, "sensitive": False} for name, value in outputs.items()})


def exported(printed: str) -> dict[str, str]:
    words = [shlex.split(line) for line in printed.splitlines()]
    assert all(word[0] == "export" and len(word) == 2 for word in words)
    return dict(word[1].split("=", 1) for word in words)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"text"', '{"m2m": 1}', '{"m2m": {}}', "x" * (1024 * 1024 + 1)]
)
def test_refuses_what_terraform_does_not_print(text: str) -> None:
    code, printed, said = run(text)
    assert (code, printed) == (1, "")
    assert "terraform output -json" in said


@pytest.mark.parametrize("name", ["m2m", "api_url", "app_origin"])
def test_names_the_output_that_is_missing(name: str) -> None:
    code, printed, said = run({key: value for key, value in OUTPUTS.items() if key != name})
    assert (code, printed) == (1, "")
    assert f"no output {name}" in said


@pytest.mark.parametrize("value", ["", "two\nlines", 7, None])
def test_refuses_a_value_that_is_no_line_of_text(value: object) -> None:
    assert "no output api_url" in run(OUTPUTS | {"api_url": value})[2]


@pytest.mark.parametrize("scopes", [[], "api/read", [1], None])
def test_refuses_scopes_that_are_none(scopes: object) -> None:
    assert "no output m2m.scopes" in run(OUTPUTS | {"m2m": OUTPUTS["m2m"] | {"scopes": scopes}})[2]


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "is no file" in run("", str(tmp_path / "absent.json"))[2]


@pytest.mark.parametrize("wanted", ["salesforce", "api", "app"])
def test_refuses_to_print_the_secret_for_others_than_m2m(wanted: str) -> None:
    code, printed, said = run(OUTPUTS, "--for", wanted, "--with-secret")
    assert (code, printed) == (1, "")
    assert "--for m2m" in said


@pytest.mark.parametrize("wanted", ["salesforce", "api", "m2m", "app"])
def test_prints_no_secret_unless_told(wanted: str) -> None:
    code, printed, said = run(OUTPUTS, "--for", wanted)
    assert code == 0
    assert SECRET not in printed + said


def test_a_value_stays_one_word_of_the_shell() -> None:
    hostile = "https://api.example.com/$(id)'; id #"
    assert exported(run(OUTPUTS | {"api_url": hostile})[1])["API_URL"] == hostile


def test_tells_the_salesforce_project_every_name_that_it_replaces() -> None:
    project = Path(__file__).parents[3] / "infra" / "salesforce" / "sfdx-project.json"
    replaced = {each["replaceWithEnv"] for each in json.loads(project.read_text())["replacements"]}
    told = exported(run(OUTPUTS)[1])
    assert replaced <= set(told)
    assert told["COGNITO_TOKEN_URL"] == OUTPUTS["m2m"]["token_url"]
    assert told["COGNITO_SCOPE"] == "api/read api/write"
    assert told["USER_POOL_CALLBACK_URL"].endswith(".amazoncognito.com/oauth2/idpresponse")
    assert told["VALIDATOR_URL"] == OUTPUTS["session_sso"]["validator_url"]
    assert told["VALIDATOR_ORIGIN"] == "https://sample.execute-api.us-east-1.amazonaws.com"
    assert told["COGNITO_URL"] == "https://cognito-idp.us-east-1.amazonaws.com"
    assert told["USER_POOL_CLIENT_ID"] == "people"


def test_tells_the_salesforce_project_of_a_local_stack_its_own_addresses() -> None:
    told = exported(run(OUTPUTS, "--local-endpoint", "http://127.0.0.1:4566")[1])
    assert told["VALIDATOR_URL"] == "http://127.0.0.1:4566/_aws/execute-api/sample/token-validator"
    assert told["VALIDATOR_ORIGIN"] == told["COGNITO_URL"] == "http://127.0.0.1:4566"


def test_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(written(OUTPUTS))
    assert run("", str(file))[1] == run(OUTPUTS)[1]


def test_tells_the_sample_api_what_it_reads() -> None:
    assert exported(run(OUTPUTS, "--for", "api")[1]) == {
        "ISTHMUS_API_M2M_POOL_ID": "us-east-1_Sample001",
        "ISTHMUS_API_M2M_CLIENT_ID": "machine",
        "ISTHMUS_API_M2M_SCOPE": "api/read",
        "ISTHMUS_API_SESSION_SSO_POOL_ID": "us-east-1_Sample002",
        "ISTHMUS_API_SESSION_SSO_CLIENT_ID": "people",
    }


def test_tells_the_token_command_its_settings_and_the_secret_on_demand() -> None:
    told = exported(run(OUTPUTS, "--for", "m2m", "--with-secret")[1])
    assert told == {
        "ISTHMUS_M2M_DOMAIN": "https://sample.auth.us-east-1.amazoncognito.com",
        "ISTHMUS_M2M_CLIENT_ID": "machine",
        "ISTHMUS_M2M_SCOPES": "api/read api/write",
        "ISTHMUS_M2M_CLIENT_SECRET": SECRET,
    }


def test_tells_the_web_app_its_configuration() -> None:
    told = json.loads(run(OUTPUTS, "--for", "app")[1])
    assert told == OUTPUTS["web_identity"] | {
        "region": "us-east-1",
        "redirect_uri": "https://app.example.com/callback.html",
        "aws_endpoint": None,
    }


def test_a_local_stack_answers_at_its_one_endpoint() -> None:
    here = "http://127.0.0.1:4566"
    local = ("--local-endpoint", f"{here}/")
    assert exported(run(OUTPUTS, *local)[1])["COGNITO_TOKEN_URL"] == f"{here}/oauth2/token"
    assert exported(run(OUTPUTS, "--for", "api", *local)[1])["ISTHMUS_API_INSECURE_ISSUER_BASE"] == here
    assert exported(run(OUTPUTS, "--for", "m2m", *local)[1])["ISTHMUS_M2M_DOMAIN"] == here
    assert json.loads(run(OUTPUTS, "--for", "app", *local)[1])["aws_endpoint"] == here
