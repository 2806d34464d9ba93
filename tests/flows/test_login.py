"""`isthmus login`, `credentials`, `logout` against the running stack: AWS tools with a Salesforce sign-in."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import httpx2
import pytest
from botocore.exceptions import ClientError

from flows.driving import Stack
from flows.test_web_identity import SignIn

CALLBACK = "http://localhost:8765/callback"


def be_the_browser(stack: Stack, url: str, *, decision: str = "allow", index: int = 0) -> None:
    """Sign in at the address that `isthmus login` prints, decide, and go back to it."""
    person = SignIn(stack)
    person.redirect_uri = CALLBACK
    page = person.follow_to_page(person.http.get(url))
    user = stack.user(index=index)
    answer = person.follow_to_page(person.submit(page, username=user["username"], password=user["password"]))
    if not answer.is_redirect:  # who has allowed the app before is not asked again
        answer = person.follow_to_page(person.submit(answer, decision=decision))
    assert httpx2.get(answer.headers["location"], trust_env=False).status_code == 200


class Terminal:
    """A person's terminal, with a home of its own."""

    def __init__(self, home: Path, stack: Stack) -> None:
        self.home = home
        self.stack = stack
        self.environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config")}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "isthmus", *arguments]

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def log_in(self, *, decision: str = "allow", index: int = 0) -> tuple[int, str]:
        """Run `isthmus login`, and be the browser that it asks for."""
        ready_file = self.home / "ready.json"
        ready_file.write_text(json.dumps(self.stack.ready))
        with subprocess.Popen(
            self.command("login", "--no-browser", "--ready-file", str(ready_file)),
            env=self.environment,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert process.stderr is not None
                url = next(line for line in process.stderr if line.startswith("https://")).strip()
                be_the_browser(self.stack, url, decision=decision, index=index)
                said = process.communicate(timeout=30)[1]
            finally:
                process.kill()  # what waits for its browser holds the port of the next
        return process.returncode, said

    @property
    def kept(self) -> Path:
        (path,) = self.home.rglob("signed-in/default.json")
        return path

    def dynamodb(self) -> Any:
        """Give a client of a profile whose `credential_process` is `isthmus credentials`."""
        config = self.home / "aws-config"
        process = " ".join(self.command("credentials"))
        config.write_text(f"[profile salesforce]\ncredential_process = {process}\n")
        session = boto3.session.Session(profile_name="salesforce", region_name=self.stack["region"])
        return session.client("dynamodb", endpoint_url=self.stack["aws_endpoint"])


@pytest.fixture
def terminal(tmp_path: Path, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(tmp_path, stack)
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, made.environment[name])
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    return made


def test_nobody_has_credentials_before_a_sign_in(terminal: Terminal) -> None:
    result = terminal.run("credentials")
    assert (result.returncode, result.stdout) == (1, "")
    assert "isthmus login" in result.stderr


def test_a_person_who_says_no_gets_no_credentials(terminal: Terminal) -> None:
    status, said = terminal.log_in(decision="deny", index=1)
    assert status == 1
    assert "access_denied" in said
    assert "isthmus login" in terminal.run("credentials").stderr


def test_a_sign_in_serves_aws_tools_renews_itself_and_ends(terminal: Terminal) -> None:
    # (1) A person signs in once; nothing secret is said, and what is kept is theirs alone.
    status, said = terminal.log_in()
    assert (status, "signed in: 005" in said) == (0, True)
    kept = json.loads(terminal.kept.read_text())
    assert terminal.kept.stat().st_mode & 0o777 == 0o600
    assert not any(kept[name] in said for name in ("refresh_token", "secret_access_key", "session_token"))

    # (2) AWS tools scan the table by it, and nothing else.
    dynamodb = terminal.dynamodb()
    assert dynamodb.scan(TableName=terminal.stack["web_identity"]["table"])["Count"] == 6
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.delete_table(TableName=terminal.stack["web_identity"]["table"])

    # (3) Old credentials are renewed without a browser; the refresh token rotates.
    terminal.kept.write_text(json.dumps(kept | {"expires_at": 1.0}))
    answer = json.loads(terminal.run("credentials").stdout)
    assert (answer["Version"], re.fullmatch(r"ASIA\w+", answer["AccessKeyId"]) is not None) == (1, True)
    renewed = json.loads(terminal.kept.read_text())
    assert renewed["session_token"] != kept["session_token"]
    assert renewed["refresh_token"] != kept["refresh_token"]

    # (4) After the end there is nothing to renew, here or at the org.
    assert terminal.run("logout").returncode == 0
    assert terminal.run("credentials").returncode == 1
    form = {
        "grant_type": "refresh_token",
        "refresh_token": renewed["refresh_token"],
        "client_id": terminal.stack["login"]["client_id"],
    }
    with terminal.stack.http() as http:
        refused = http.post(f"{terminal.stack['salesforce']}/services/oauth2/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
