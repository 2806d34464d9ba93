"""The Terraform kit as files: formatted, described, validated, and without anybody's account or host."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.terraform_runs import TERRAFORM

FILES = [path for path in sorted(TERRAFORM.rglob("*.tf")) if ".terraform" not in path.parts]
VALUABLE = {
    "m2m": {"aws_cognito_user_pool", "aws_cognito_user_pool_domain", "aws_cognito_user_pool_client"},
    "web_identity": {"aws_cognito_identity_pool", "aws_dynamodb_table"},
    "session_sso": {"aws_cognito_user_pool", "aws_cognito_user_pool_client"},
}


def blocks(kind: str) -> list[tuple[Path, str, str]]:
    """Give each block of a kind: its file, its name, its body."""
    pattern = re.compile(rf'^{kind} "(\w+)" \{{\n(.*?)^\}}', re.MULTILINE | re.DOTALL)
    return [(path, *found) for path in FILES for found in pattern.findall(path.read_text())]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="Terraform is not installed")
def test_files_stand_as_terraform_formats_them() -> None:
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", "-recursive", str(TERRAFORM)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def test_files_name_no_account_and_no_host_of_a_customer() -> None:
    for path in FILES:
        text = path.read_text()
        assert not re.search(r"\b[0-9]{12}\b|AKIA|ASIA", text), path
        hosts = set(re.findall(r"https://([a-z0-9.-]+\.[a-z]+)", text))
        assert {host for host in hosts if not host.endswith((".example.com", "hashicorp.com"))} <= {
            "login.salesforce.com",
            "test.salesforce.com",
        }, path


@pytest.mark.parametrize("kind", ["variable", "output"])
def test_every_variable_and_output_is_described(kind: str) -> None:
    described = re.compile(r'^  description = ".+\.', re.MULTILINE)
    found = blocks(kind)
    assert found
    assert [(path, name) for path, name, body in found if not described.search(body)] == []


def test_every_variable_is_typed_and_validated() -> None:
    for path, name, body in blocks("variable"):
        kind = re.search(r"^  type +=(.*)", body, re.MULTILINE)
        assert kind, (path, name)
        # A bool has no value to refuse but null.
        refuses = "nullable    = false" if kind[1].strip() == "bool" else "  validation {"
        assert refuses in body, (path, name)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="Terraform is not installed")
def test_the_authorizers_module_refuses_what_would_open_the_door(tmp_path: Path) -> None:
    """Its variables alone are a configuration, which needs no provider."""
    shutil.copy(TERRAFORM / "modules" / "api_authorizer" / "variables.tf", tmp_path)
    bad = {
        "name=sample authorizer": "letters, digits and hyphens",
        "user_pool_id=https://example.com": "The id of a user pool",
        "pool_issuer=https://example.com": "original or updated",
        'client_ids=["*","1example"]': "At least one client id, or * alone",
        'required_scopes=["orders/read","*"]': "At least one scope, or * alone",
        "answer=yes": "policy or simple",
        'authorizer_arns={all="*"}': "authorizers/<authorizer id>, without *",
        "reserved_concurrency=0": "at 0 the function never runs",
        'local_environment={ISTHMUS_REQUIRED_SCOPES="*"}': "and nothing else",
        "package=nowhere.zip": "isthmus bundle",
    }
    arguments = [f"-var={each}" for each in bad]
    done = subprocess.run(
        ["terraform", f"-chdir={tmp_path}", "plan", "-input=false", "-no-color", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    said = " ".join(done.stderr.replace("│", " ").split())
    assert (done.returncode, [message for message in bad.values() if message not in said]) == (1, [])


def test_what_is_worth_it_can_not_be_destroyed_by_accident() -> None:
    for module, valuable in VALUABLE.items():
        text = (TERRAFORM / "modules" / module / "prevent_destroy_override.tf").read_text()
        named = re.findall(
            r'^resource "(\w+)" "\w+" \{\n  lifecycle \{\n    prevent_destroy = true\n', text, re.MULTILINE
        )
        assert set(named) == valuable, module


def test_every_check_that_is_passed_over_says_why() -> None:
    skips = [
        (path, line) for path in FILES for line in path.read_text().splitlines() if "checkov:skip" in line
    ]
    assert skips
    reason = re.compile(r"^ +#checkov:skip=CKV2?_AWS_\d+:\w.{20,}")
    assert [place for place in skips if not reason.match(place[1])] == []


def test_clients_do_not_tell_who_exists() -> None:
    for module in ("m2m", "session_sso"):
        text = (TERRAFORM / "modules" / module / "main.tf").read_text()
        clients = text.count('resource "aws_cognito_user_pool_client"')
        told = len(re.findall(r'^  prevent_user_existence_errors += "ENABLED"$', text, re.MULTILINE))
        assert (clients, told) == (1, 1), module


def test_nothing_is_stored_in_clear_that_terraform_does_not_have_to_store() -> None:
    """The client secret is the one secret, and one output has it, marked as sensitive."""
    outputs = {(path.parent.name, name): body for path, name, body in blocks("output")}
    secret = {place: "sensitive   = true" in body for place, body in outputs.items() if "secret" in place[1]}
    assert secret == {
        ("m2m", "client_secret"): True,
        ("m2m", "secret_arn"): False,
        ("complete", "m2m_client_secret"): True,
        ("protected_api", "secret_arn"): False,
    }
