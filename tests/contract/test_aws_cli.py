"""The AWS CLI with a Salesforce sign-in, set up and called as docs/login.md says."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.aws_cli.install import install
from flows.driving import Stack
from flows.test_login import Terminal

GUIDE = (Path(__file__).parents[2] / "docs" / "login.md").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsCommands:
    """`aws` at a person's terminal, whose configuration is the page's own."""

    program: Path
    terminal: Terminal

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        kept = {name: value for name, value in self.terminal.environment.items() if name[:4] != "AWS_"}
        return subprocess.run(
            [str(self.program), *arguments, "--endpoint-url", self.terminal.stack["aws_endpoint"]],
            env=kept | {"AWS_CONFIG_FILE": str(self.terminal.home / "aws-config"), "AWS_PAGER": ""},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def aws(stack: Stack, tmp_path: Path) -> AwsCommands:
    terminal = Terminal(tmp_path, stack)
    (block,) = re.findall(r"^```ini\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    line = "credential_process = isthmus credentials"
    assert line in block
    here = block.replace(line, f"credential_process = {sys.executable} -m isthmus credentials")
    (tmp_path / "aws-config").write_text(here)
    return AwsCommands(program=install(), terminal=terminal)


def the_command_of_the_page() -> list[str]:
    (command,) = re.findall(r"`aws (--profile salesforce dynamodb scan [^`]*)`", GUIDE)
    return str(command).split()


def test_aws_cli_says_to_sign_in_when_nobody_has(aws: AwsCommands) -> None:
    refused = aws.run(*the_command_of_the_page())
    assert refused.returncode != 0
    assert refused.stdout == ""
    assert "isthmus login" in refused.stderr


def test_aws_cli_scans_by_a_salesforce_sign_in_and_does_nothing_else(aws: AwsCommands) -> None:
    stack, terminal = aws.terminal.stack, aws.terminal
    assert terminal.log_in()[0] == 0
    table = stack["web_identity"]["table"]

    # (1) What the role does not allow is denied, by name.
    deletion = aws.run("--profile", "salesforce", "dynamodb", "delete-table", "--table-name", table)
    users = aws.run("--profile", "salesforce", "iam", "list-users")
    for denied in (deletion, users):
        assert denied.returncode != 0
        assert re.search(r"AccessDenied(Exception)?\b", denied.stderr), denied.stderr

    # (2) The command of the page reads the table.
    scanned = aws.run(*the_command_of_the_page())
    assert scanned.returncode == 0, scanned.stderr
    assert json.loads(scanned.stdout)["Count"] == 6

    # (3) Credentials that are old are renewed on the way, without a browser; who signs is the role.
    kept = json.loads(terminal.kept.read_text())
    terminal.kept.write_text(json.dumps(kept | {"expires_at": 1.0}))
    identity = aws.run("--profile", "salesforce", "sts", "get-caller-identity", "--query", "Arn")
    role = stack["web_identity"]["role_arn"].rpartition("/")[2]
    assert f":assumed-role/{role}/" in identity.stdout, identity.stderr
    assert json.loads(terminal.kept.read_text())["session_token"] != kept["session_token"]
    assert not any(kept["session_token"] in ended.stdout + ended.stderr for ended in (scanned, identity))
