"""`isthmus m2m token`: one token on standard output, and no secret anywhere."""

import json

import pytest
from typer.testing import CliRunner

from isthmus.cli.main import app
from unit.answering import a_web_server

ANSWER = json.dumps({"access_token": "a.b.c", "expires_in": 3600, "token_type": "Bearer"}).encode()


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOMAIN", "CLIENT_ID", "CLIENT_SECRET", "SCOPES"):
        monkeypatch.delenv(f"ISTHMUS_M2M_{name}", raising=False)


def test_says_which_setting_is_missing() -> None:
    result = CliRunner().invoke(app, ["m2m", "token"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "ISTHMUS_M2M_DOMAIN" in result.stderr


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("http://127.0.0.1:4566", "--domain: not an https origin; plain http wants --insecure-http"),
        ("https://sample.example.com/oauth2/token", "--domain: not scheme://host[:port] and nothing more"),
        ("sample.example.com", "--domain: not scheme://host[:port] and nothing more"),
    ],
)
def test_names_the_domain_that_is_none(domain: str, said: str) -> None:
    result = CliRunner().invoke(app, ["m2m", "token", "--domain", domain, "--client-id", "client"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"ISTHMUS_M2M_DOMAIN, or {said}" in result.stderr


def test_no_help_cuts_the_name_of_an_option() -> None:
    shown = CliRunner().invoke(app, ["m2m", "connect", "--help"], env={"COLUMNS": "80"}).stdout
    for option in ("--no-automated-process", "--external-credential", "--permission-set"):
        assert option in shown
    assert "..." not in shown


def test_asks_nobody_for_a_secret_where_nobody_is() -> None:
    result = CliRunner().invoke(
        app, ["m2m", "token", "--domain", "https://example.com", "--client-id", "client"]
    )
    assert result.exit_code == 1
    assert "ISTHMUS_M2M_CLIENT_SECRET" in result.stderr


def test_says_what_cognito_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTHMUS_M2M_CLIENT_SECRET", "sample-secret")
    with a_web_server((400, b'{"error": "invalid_client"}')) as server:
        arguments = ["m2m", "token", "--domain", server.url, "--client-id", "client", "--insecure-http"]
        result = CliRunner().invoke(app, arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "invalid_client: no such client, not its secret" in result.stderr
    assert "sample-secret" not in result.stderr


def test_prints_the_token_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTHMUS_M2M_CLIENT_SECRET", "sample-secret")
    with a_web_server((200, ANSWER)) as server:
        arguments = ["m2m", "token", "--domain", server.url, "--client-id", "client", "--insecure-http"]
        result = CliRunner().invoke(app, [*arguments, "--scope", "api/read", "--scope", "api/write"])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "a.b.c\n", "")
    assert b"scope=api%2Fread+api%2Fwrite" in server.requests[0].body
