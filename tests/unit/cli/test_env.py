"""`isthmus env`: from `terraform output -json` to what others want to be told."""

import io
import json
import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from isthmus.cli.env import _read
from isthmus.cli.main import app
from isthmus.errors import ConfigurationError
from isthmus.provisioned.local_stack import LocalStack
from isthmus.settings import SETTINGS

SECRET = "sample-client-secret"
OUTPUTS: dict[str, Any] = {
    "region": "us-east-1",
    "m2m": {
        "user_pool_id": "us-east-1_Sample001",
        "client_id": "machine",
        "token_url": "https://sample.auth.us-east-1.amazoncognito.com/oauth2/token",
        "scopes": ["api/read", "api/write"],
        "secret_arn": "arn:aws:secretsmanager:sample",
    },
    "m2m_client_secret": SECRET,
    "web_identity": {
        "issuer": "https://sample.my.salesforce.com",
        "client_id": "3MVGsample",
        "login_client_id": "3MVGlogin",
        "identity_pool_id": "us-east-1:11111111-2222-4333-8444-555555555555",
        "provider_name": "sample.my.salesforce.com",
        "table": "ProductCatalog",
        "table_arn": "arn:aws:dynamodb:us-east-1:000000000000:table/ProductCatalog",
    },
    "session_sso": {
        "user_pool_id": "us-east-1_Sample002",
        "client_id": "people",
        "validator_url": "https://sample.execute-api.us-east-1.amazonaws.com/token-validator",
        "validator_api_id": "sample",
    },
    "salesforce_org": {"id": "00DSAMPLE000000EAA", "origin": "https://sample.my.salesforce.com"},
    "api_url": "https://api.example.com",
    "app_origin": "https://app.example.com",
}


READY: dict[str, Any] = {
    "aws_endpoint": "http://127.0.0.1:4566",
    "region": "us-east-1",
    "salesforce": "https://localhost:4443",
    "ca_bundle": "/sample/ca.pem",
    "admin": {"access_key_id": "SAMPLEKEY", "secret_access_key": "sample-key's-secret"},
    "salesforce_app": {"client_id": "3MVGapp", "issuer": "https://localhost:4443"},
    "login": {"client_id": "3MVGlogin", "callback_port": 8765},
    "salesforce_org": {"org_id": "00DSAMPLE000000EAA", "users": [{"session_id": "sample-session"}]},
}


@pytest.fixture
def ready_file(tmp_path: Path) -> Path:
    path = tmp_path / "ready.json"
    path.write_text(json.dumps(READY))
    return path


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


@pytest.mark.parametrize("scope", ["a b", "a\nb", "a\x00", "\ud800", "\x9b2J"])
def test_refuses_a_scope_that_would_be_two_or_moves_a_cursor(scope: str) -> None:
    assert "no output m2m.scopes" in run(OUTPUTS | {"m2m": OUTPUTS["m2m"] | {"scopes": [scope]}})[2]


NASTY = [
    "$(touch made)",
    "`touch made`",
    "';touch made;'",
    '";touch made;"',
    "\\';touch made #",
    "$HOME",
    "-n a",
    "!!",
]


@pytest.mark.parametrize("wanted", ["salesforce", "api", "m2m"])
@pytest.mark.parametrize("nasty", NASTY)
def test_a_shell_that_evaluates_it_runs_nothing(tmp_path: Path, wanted: str, nasty: str) -> None:
    outputs = OUTPUTS | {"api_url": nasty, "m2m": dict.fromkeys(OUTPUTS["m2m"], nasty)}
    outputs["m2m"]["scopes"] = [nasty.replace(" ", "").replace("\\", "").replace('"', "")]
    printed = run(outputs, "--for", wanted)[1]
    script = 'eval "$PRINTED"; unset PRINTED; env -0'
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PRINTED": printed},
        capture_output=True,
        text=True,
        check=True,
    )
    variables = dict(entry.split("=", 1) for entry in ended.stdout.split("\0") if "=" in entry)
    assert exported(printed).items() <= variables.items()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nasty", [*NASTY, "a b", "*", "~", "a\tb", "--ca-bundle=/tmp/x y"])
def test_options_that_a_shell_takes_apart_are_single_words(nasty: str) -> None:
    outputs = OUTPUTS | {"web_identity": OUTPUTS["web_identity"] | {"login_client_id": nasty}}
    assert run(outputs, "--for", "login")[:2] == (1, "")


def test_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "is no file" in run("", str(tmp_path / "absent.json"))[2]


class TerminalStdin(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_does_not_wait_for_a_person_to_type_the_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TerminalStdin())
    with pytest.raises(ConfigurationError, match="name the file"):
        _read(None)


def test_asks_no_host_that_orgs_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTHMUS_ORG_SESSION", "sample-session")
    code, printed, said = run("", "--for", "terraform", "--org", "https://login.salesforce.com")
    assert (code, printed) == (1, "")
    assert "My Domain" in said


@pytest.mark.parametrize("wanted", ["aws", "terraform", "org", "ready"])
def test_refuses_to_speak_of_a_stack_without_its_ready_file(wanted: str) -> None:
    code, printed, said = run(OUTPUTS, "--for", wanted)
    assert (code, printed) == (1, "")
    assert "--ready-file" in said


@pytest.mark.parametrize(
    "arguments",
    [("--for", "salesforce"), ("--for", "ready"), ("--for", "terraform", "--ready-file", "ready.json")],
)
def test_asks_an_org_for_terraform_alone(arguments: tuple[str, ...]) -> None:
    code, printed, said = run("", "--org", "https://sample.my.salesforce.com", *arguments)
    assert (code, printed) == (1, "")
    assert "--org goes with --for terraform" in said


def test_says_that_an_orgs_session_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ISTHMUS_ORG_SESSION", raising=False)
    code, printed, said = run("", "--for", "terraform", "--org", "https://sample.my.salesforce.com")
    assert (code, printed) == (1, "")
    assert "set ISTHMUS_ORG_SESSION" in said


@pytest.mark.parametrize("missing", ["aws_endpoint", "admin", "salesforce_app", "login", "salesforce_org"])
def test_refuses_a_ready_file_without_an_org(missing: str, tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text(json.dumps({name: value for name, value in READY.items() if name != missing}))
    code, printed, said = run(OUTPUTS, "--for", "terraform", "--ready-file", str(path))
    assert (code, printed) == (1, "")
    assert "isthmus up --seed org" in said


@pytest.mark.parametrize("text", ["", "[]", "{", '"text"', "7", '{"admin": "sample-secret"}'])
def test_quotes_nothing_of_a_file_that_is_no_ready_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text(text)
    code, printed, said = run(OUTPUTS, "--for", "ready", "--ready-file", str(path))
    assert (code, printed) == (1, "")
    assert "sample-secret" not in said
    assert run(OUTPUTS, "--ready-file", str(tmp_path / "absent.json"))[0] == 1


@pytest.mark.parametrize("wanted", ["salesforce", "api", "app"])
def test_refuses_to_print_the_secret_for_others_than_m2m(wanted: str) -> None:
    code, printed, said = run(OUTPUTS, "--for", wanted, "--with-secret")
    assert (code, printed) == (1, "")
    assert "--for m2m" in said


@pytest.mark.parametrize("hostile", ["two words", "*", "$(id)", "a;b", "'", "\\"])
@pytest.mark.parametrize("wanted", ["doctor", "login"])
def test_refuses_an_option_that_a_shell_would_take_apart(wanted: str, hostile: str) -> None:
    outputs = OUTPUTS | {"web_identity": OUTPUTS["web_identity"] | {"identity_pool_id": hostile}}
    code, printed, said = run(outputs, "--for", wanted)
    assert (code, printed) == (1, "")
    assert "--identity-pool-id is no single word" in said


def test_says_that_the_app_of_login_was_not_named() -> None:
    outputs = OUTPUTS | {"web_identity": OUTPUTS["web_identity"] | {"login_client_id": None}}
    assert "no output web_identity.login_client_id" in run(outputs, "--for", "login")[2]


@pytest.mark.parametrize("wanted", ["salesforce", "api", "m2m", "app", "doctor", "login"])
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
    assert replaced | {"M2M_SECRET_ID"} == set(told)
    assert told["M2M_SECRET_ID"] == OUTPUTS["m2m"]["secret_arn"]
    assert told["COGNITO_TOKEN_URL"] == OUTPUTS["m2m"]["token_url"]
    assert told["COGNITO_SCOPE"] == "api/read api/write"
    assert told["USER_POOL_CALLBACK_URL"].endswith(".amazoncognito.com/oauth2/idpresponse")
    assert told["VALIDATOR_URL"] == OUTPUTS["session_sso"]["validator_url"]
    assert told["VALIDATOR_ORIGIN"] == "https://sample.execute-api.us-east-1.amazonaws.com"
    assert told["COGNITO_URL"] == "https://cognito-idp.us-east-1.amazonaws.com"
    assert told["USER_POOL_CLIENT_ID"] == "people"


def test_tells_the_salesforce_project_of_a_local_stack_its_own_addresses(ready_file: Path) -> None:
    told = exported(run(OUTPUTS, "--ready-file", str(ready_file))[1])
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
    untold = {"login_client_id", "table_arn"}
    shown = {name: value for name, value in OUTPUTS["web_identity"].items() if name not in untold}
    assert told == shown | {
        "region": "us-east-1",
        "redirect_uri": "https://app.example.com/callback.html",
        "aws_endpoint": None,
    }


def test_a_local_stack_answers_at_its_one_endpoint(ready_file: Path) -> None:
    here = "http://127.0.0.1:4566"
    local = ("--ready-file", str(ready_file))
    assert exported(run(OUTPUTS, *local)[1])["COGNITO_TOKEN_URL"] == f"{here}/oauth2/token"
    assert exported(run(OUTPUTS, "--for", "api", *local)[1])["ISTHMUS_API_INSECURE_ISSUER_BASE"] == here
    beside = OUTPUTS | {"api_url": "http://127.0.0.1:8081"}
    assert "ISTHMUS_API_PORT" not in exported(run(OUTPUTS, "--for", "api", *local)[1])
    assert "ISTHMUS_API_PORT" not in exported(run(beside, "--for", "api")[1])
    assert exported(run(beside, "--for", "api", *local)[1])["ISTHMUS_API_PORT"] == "8081"
    assert exported(run(OUTPUTS, "--for", "m2m", *local)[1])["ISTHMUS_M2M_DOMAIN"] == here
    assert json.loads(run(OUTPUTS, "--for", "app", *local)[1])["aws_endpoint"] == here


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"admin": {"secret_access_key": "sample-secret"}}'])
def test_knows_no_account_without_its_key_and_quotes_nothing(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text(text)
    code, printed, said = run("", "--for", "aws", "--ready-file", str(path))
    assert (code, printed) == (1, "")
    assert "no ready file" in said
    assert "sample-secret" not in said


def test_tells_the_tools_of_aws_of_any_stack_and_to_forget_other_accounts(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text(json.dumps({name: READY[name] for name in ("aws_endpoint", "region", "admin")}))
    printed = run("", "--for", "aws", "--ready-file", str(path))[1]
    forgotten, _, told = printed.partition("\n")
    assert forgotten == "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_SECURITY_TOKEN"
    assert exported(told) == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "SAMPLEKEY",
        "AWS_SECRET_ACCESS_KEY": "sample-key's-secret",
    }


def test_tells_terraform_what_the_stack_is(ready_file: Path) -> None:
    forgotten, _, told_text = run("", "--for", "terraform", "--ready-file", str(ready_file))[1].partition(
        "\n"
    )
    assert forgotten == "unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_SECURITY_TOKEN"
    told = exported(told_text)
    assert json.loads(told.pop("TF_VAR_local_environment")) == {
        "SSL_CERT_FILE": "/sample/ca.pem",
        "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
    }
    assert told == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "SAMPLEKEY",
        "AWS_SECRET_ACCESS_KEY": "sample-key's-secret",
        "TF_VAR_salesforce_org_id": "00DSAMPLE000000EAA",
        "TF_VAR_salesforce_origin": "https://localhost:4443",
        "TF_VAR_consumer_key": "3MVGapp",
        "TF_VAR_login_consumer_key": "3MVGlogin",
        "TF_VAR_deletion_protection": "false",
    }


def test_tells_the_salesforce_cli_and_connect_who_administers_the_org(ready_file: Path) -> None:
    assert exported(run("", "--for", "org", "--ready-file", str(ready_file))[1]) == {
        "SF_ORG_INSTANCE_URL": "https://localhost:4443",
        "NODE_EXTRA_CA_CERTS": "/sample/ca.pem",
        "SF_ACCESS_TOKEN": "sample-session",
        "ISTHMUS_ORG_SESSION": "sample-session",
    }


def test_terraform_has_every_variable_that_it_is_told() -> None:
    variables = Path(__file__).parents[3] / "infra" / "terraform" / "examples" / "complete" / "variables.tf"
    declared = set(re.findall(r'^variable "(\w+)"', variables.read_text(), re.MULTILINE))
    told = {name.removeprefix("TF_VAR_") for name in LocalStack(ready=READY).terraform() if "TF_VAR_" in name}
    assert told <= declared


def test_completes_the_ready_file_with_what_terraform_made(ready_file: Path) -> None:
    people = OUTPUTS["web_identity"] | {"role_arn": "arn:sample"}
    outputs = OUTPUTS | {"web_identity": people}
    completed = json.loads(run(outputs, "--for", "ready", "--ready-file", str(ready_file))[1])
    assert {name: completed[name] for name in READY} == READY
    assert completed["m2m"]["client_secret"] == SECRET
    assert completed["m2m"]["token_url"] == "http://127.0.0.1:4566/oauth2/token"
    del people["login_client_id"], people["table_arn"]
    assert completed["web_identity"] == people
    assert completed["session_sso"]["validator_url"] == (
        "http://127.0.0.1:4566/_aws/execute-api/sample/token-validator"
    )
    assert (completed["api"], completed["app"]) == ("https://api.example.com", "https://app.example.com")


def test_tells_doctor_and_login_their_settings_and_options() -> None:
    told = exported(run(OUTPUTS, "--for", "doctor")[1])
    assert told.pop("DOCTOR_OPTIONS").split(" --") == [
        "--m2m-user-pool-id us-east-1_Sample001",
        "consumer-key 3MVGsample",
        "identity-pool-id us-east-1:11111111-2222-4333-8444-555555555555",
        "action dynamodb:Scan",
        "resource arn:aws:dynamodb:us-east-1:000000000000:table/ProductCatalog",
        "callback-url https://app.example.com/callback.html",
        "app-client-id people",
        "validator-url https://sample.execute-api.us-east-1.amazonaws.com/token-validator",
    ]
    assert set(told) <= set(SETTINGS)
    assert told["ISTHMUS_SALESFORCE_ORGS"] == "00DSAMPLE000000EAA=https://sample.my.salesforce.com"
    assert exported(run(OUTPUTS, "--for", "login")[1])["LOGIN_OPTIONS"].split(" --") == [
        "--org https://sample.my.salesforce.com",
        "org-id 00DSAMPLE000000EAA",
        "client-id 3MVGlogin",
        "identity-pool-id us-east-1:11111111-2222-4333-8444-555555555555",
    ]


@pytest.mark.parametrize(("wanted", "command"), [("doctor", "doctor"), ("login", "login")])
def test_the_commands_have_every_option_that_they_are_told(wanted: str, command: str) -> None:
    told = exported(run(OUTPUTS, "--for", wanted)[1])[f"{wanted.upper()}_OPTIONS"]
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"}).stdout
    assert [option for option in told.split() if option.startswith("--") and option not in shown] == []
