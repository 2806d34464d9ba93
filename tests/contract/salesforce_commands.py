"""The Salesforce CLI, run as its users run it: in a home and a project of its own, against a stack."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract.javascript_clients import NODE_COMMAND, install_clients
from flows.driving import Stack

FOLDER = Path(__file__).with_name("salesforce_cli")
PROJECT = Path(__file__).parents[2] / "infra" / "salesforce"
_PROGRAM = FOLDER / "node_modules" / "@salesforce" / "cli" / "bin" / "run.js"
_SECONDS = 60
_QUIET = {
    "SF_DISABLE_TELEMETRY": "true",
    "SF_AUTOUPDATE_DISABLE": "true",
    "SF_DISABLE_AUTOUPDATE": "true",
    "SF_SKIP_NEW_VERSION_CHECK": "true",
    "SF_USE_GENERIC_UNIX_KEYCHAIN": "true",
    "SF_DISABLE_LOG_FILE": "true",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesforceCommands:
    """`sf` in a project's folder, with the environment that its replacements read."""

    project: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **environment: str) -> dict[str, Any]:
        """Run a command and give its JSON, whatever its exit code."""
        command = [sys.executable, "-c", NODE_COMMAND, str(_PROGRAM), *arguments, "--json"]
        ended = subprocess.run(
            command,
            cwd=self.project,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        assert ended.stdout.startswith("{"), ended.stdout + ended.stderr
        return dict(json.loads(ended.stdout))

    def result(self, *arguments: str, **environment: str) -> Any:
        """Run a command that succeeds, and give its result."""
        answer = self.run(*arguments, **environment)
        assert answer["status"] == 0, answer
        return answer["result"]

    def run_apex(self, source: str) -> dict[str, Any]:
        """Run an anonymous block from a file and give the command's JSON, whatever its exit code."""
        file = self.project / "block.apex"
        file.write_text(source)
        return self.run("apex", "run", "--file", str(file))

    def change(self, part: str, old: str, new: str) -> Path:
        """Change a file of the project, found by a part of its name; give its path."""
        path = next(path for path in self.project.rglob("*") if part in path.name)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        return path


def log_in(stack: Stack, folder: Path, *, replacements: dict[str, str] | None = None) -> SalesforceCommands:
    """Install the CLI if that was not done, and log in with an administrator's session.

    `replacements` is what the project's placeholders stand for; without it, the demo.
    """
    install_clients(FOLDER)
    shutil.copytree(PROJECT, folder / "project")
    (folder / "home").mkdir()
    values = {
        "HOME": str(folder / "home"),
        "PATH": os.environ["PATH"],
        "NODE_EXTRA_CA_CERTS": stack["ca_bundle"],
        "SF_ACCESS_TOKEN": stack.user(index=0)["session_id"],
    }
    values |= _demo(stack) if replacements is None else replacements
    commands = SalesforceCommands(project=folder / "project", environment=_QUIET | values)
    commands.result(
        *("org", "login", "access-token", "--no-prompt", "--set-default", "--alias", "local"),
        *("--instance-url", stack["salesforce"]),
    )
    return commands


def _demo(stack: Stack) -> dict[str, str]:
    return {
        "COGNITO_TOKEN_URL": stack["m2m"]["token_url"],
        "COGNITO_SCOPE": stack["m2m"]["scopes"][0],
        "API_URL": stack["api"],
        "APP_ORIGIN": stack["app"],
        "APP_CALLBACK_URL": f"{stack['app']}/callback.html",
        "USER_POOL_CALLBACK_URL": f"{stack['aws_endpoint']}/oauth2/idpresponse",
        "VALIDATOR_ORIGIN": stack["aws_endpoint"],
        "VALIDATOR_URL": stack["session_sso"]["validator_url"],
        "COGNITO_URL": stack["aws_endpoint"],
        "USER_POOL_CLIENT_ID": stack["session_sso"]["client_id"],
    }
