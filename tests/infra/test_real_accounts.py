"""docs/real-accounts.md: what of its commands can be run here is run as it stands."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contract.salesforce_commands import log_in
from flows.driving import Stack
from infra.terraform_runs import TERRAFORM
from isthmus.cli.env import Target
from isthmus.cli.main import app

PAGE = (Path(__file__).parents[2] / "docs" / "real-accounts.md").read_text()
LINES = [
    line.removeprefix("$ ")
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]


def options_of(line: str) -> tuple[list[str], set[str]]:
    """Give the words before the first option of a command of ours, and its options."""
    command = re.search(r"isthmus ((?:[a-z0-9]+ ?)+)", line)
    assert command, line
    return command[1].split(), set(re.findall(r" (--[a-z-]+)", line[command.start() :]))


@pytest.mark.parametrize("line", [line for line in LINES if re.search(r"\bisthmus [a-z0-9]+", line)])
def test_every_command_of_ours_has_the_options_that_the_page_gives_it(line: str) -> None:
    words, options = options_of(line)
    depth = 2 if words[0] == "m2m" else 1
    shown = CliRunner().invoke(app, [*words[:depth], "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert (shown.exit_code, [option for option in options if option not in shown.stdout]) == (0, [])
    assert set(re.findall(r"--for ([a-z0-9]+)", line)) <= set(Target)


def test_the_variables_that_the_page_sets_are_there_and_none_that_is_needed_is_missing() -> None:
    variables = (TERRAFORM / "examples" / "complete" / "variables.tf").read_text()
    blocks = re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', variables, re.MULTILINE | re.DOTALL)
    (written,) = re.findall(r"^```terraform\n(domain_prefix.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    told = set(re.findall(r"^(\w+) +=", written, re.MULTILINE))
    assert told <= {name for name, _ in blocks}
    assert {name for name, body in blocks if "\n  default " not in body} <= told


def test_the_apps_can_be_deployed_before_terraform_has_made_anything(bare: Stack, tmp_path: Path) -> None:
    (command,) = [line for line in LINES if "--metadata" in line]
    names = set(re.findall(r"^export (\w+_CALLBACK_URL)=", "\n".join(LINES), re.MULTILINE))
    given = {name: f"https://app.example.com/{name}" for name in names}
    sf = log_in(bare, tmp_path, replacements=given)
    words = shlex.split(command.replace("acme", "local"))
    deployed = sf.result(*words[1:], "--wait", "2")
    assert deployed["status"] == "Succeeded"
    assert {file["type"] for file in deployed["files"]} == set(words[words.index("--metadata") + 1 :])


def test_the_org_tells_terraform_who_it_is_and_a_person_reads_the_keys(bare: Stack) -> None:
    (command,) = [line for line in LINES if "--for terraform" in line]
    words = shlex.split(command.replace("https://acme.my.salesforce.com", bare["salesforce"]))
    ended = subprocess.run(
        [sys.executable, "-m", *words, "--ca-bundle", bare["ca_bundle"]],
        env=os.environ | {"ISTHMUS_ORG_SESSION": bare.user()["session_id"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    org_id = bare["salesforce_org"]["org_id"]
    assert ended.stdout.splitlines() == [
        f"export TF_VAR_salesforce_org_id={org_id}",
        f"export TF_VAR_salesforce_origin={bare['salesforce']}",
    ]
    assert "does not tell TF_VAR_consumer_key and TF_VAR_login_consumer_key: read it in Setup" in ended.stderr
