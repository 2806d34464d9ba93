"""What `isthmus m2m connect` works with: whose secret it is, and where secrets may come from."""

import json

import pytest

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.m2m.connecting import Connecting, load_connecting
from isthmus.secret import Secret
from isthmus.settings import Environment
from unit.answering import a_web_server

ORG = "https://sample.my.salesforce.com"
SESSION = {"ISTHMUS_ORG_SESSION": "sample-session"}
KEPT = {"client_id": "machine", "client_secret": "sample-kept-secret"}
MANAGER_ERROR = {"__type": "ResourceNotFoundException", "message": "Secrets Manager can't find it."}


def ask_nobody(what: str, setting: str) -> Secret:
    raise ConfigurationError(f"asked for {what}: {setting}")


def load(
    settings: dict[str, str] | None = None, *, client_id: str | None = None, secret_id: str | None = None
) -> Connecting:
    environment = Environment(SESSION | (settings or {}))
    return load_connecting(
        environment, org=ORG, ca_bundle=None, client_id=client_id, secret_id=secret_id, ask=ask_nobody
    )


@pytest.mark.parametrize(
    ("org", "said"),
    [
        ("https://login.salesforce.com", "My Domain"),
        ("https://test.salesforce.com", "My Domain"),
        ("https://na1.salesforce.com", "My Domain"),
        ("sample.my.salesforce.com", "--org: not scheme"),
        ("http://sample.my.salesforce.com", "--org: not an https origin"),
    ],
)
def test_refuses_an_org_that_is_not_named_by_its_my_domain(org: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_connecting(
            Environment(SESSION), org=org, ca_bundle=None, client_id="c", secret_id=None, ask=ask_nobody
        )


def load_kept(
    monkeypatch: pytest.MonkeyPatch,
    answer: object,
    *,
    status: int = 200,
    settings: dict[str, str] | None = None,
    client_id: str | None = None,
) -> Connecting:
    """Load with a secret of a Secrets Manager that gives one answer."""
    body = json.dumps(answer).encode()
    with a_web_server((status, body)) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sample")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sample")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        return load(settings, client_id=client_id, secret_id="sample")


def kept(value: object) -> dict[str, object]:
    return {"Name": "sample", "SecretString": value if isinstance(value, str) else json.dumps(value)}


def test_asks_for_what_the_environment_has_not() -> None:
    with pytest.raises(ConfigurationError, match="asked for Client secret: ISTHMUS_M2M_CLIENT_SECRET"):
        load(client_id="machine")


def test_says_that_the_client_is_missing() -> None:
    with pytest.raises(ConfigurationError, match="set ISTHMUS_M2M_CLIENT_ID"):
        load({"ISTHMUS_M2M_CLIENT_SECRET": "sample"})


def test_says_that_secrets_manager_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnavailableError, match="ResourceNotFoundException"):
        load_kept(monkeypatch, MANAGER_ERROR, status=400)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("", "empty, or binary"),
        ("{", "the secret is"),
        ('{"client_secret": "a", "client_secret": "b"}', "the secret is"),
        ({}, "without client_secret"),
        ({"client_secret": ""}, "without client_secret"),
        ({"client_secret": 7}, "without client_secret"),
        ({"client_secret": "sample", "client_id": "not one"}, "client_id in the secret is none"),
        ({"client_secret": "sample", "client_id": 7}, "client_id in the secret is none"),
    ],
)
def test_refuses_a_secret_that_is_none(monkeypatch: pytest.MonkeyPatch, secret: object, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        load_kept(monkeypatch, kept(secret), client_id="machine")


def test_refuses_the_secret_of_another_client(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="another client's"):
        load_kept(monkeypatch, kept(KEPT), client_id="other")
    with pytest.raises(ConfigurationError, match="another client's"):
        load_kept(monkeypatch, kept(KEPT), settings={"ISTHMUS_M2M_CLIENT_ID": "other"})


def test_no_reason_tells_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load_kept(monkeypatch, kept(KEPT), client_id="other")
    assert "sample-kept-secret" not in str(refused.value)


def test_takes_id_and_secret_as_terraform_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = load_kept(monkeypatch, kept(KEPT))
    assert (ready.client_id, ready.client_secret.reveal()) == ("machine", "sample-kept-secret")


def test_takes_a_secret_that_is_a_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = load_kept(monkeypatch, kept("sample-text"), client_id="machine")
    assert (ready.client_id, ready.client_secret.reveal()) == ("machine", "sample-text")


def test_takes_both_from_the_environment() -> None:
    ready = load({"ISTHMUS_M2M_CLIENT_ID": "machine", "ISTHMUS_M2M_CLIENT_SECRET": "sample"})
    assert (ready.client_id, ready.client_secret.reveal()) == ("machine", "sample")
