"""AWS by boto3: only what reads, and a broken profile is a line, no traceback."""

from dataclasses import replace
from pathlib import Path

import pytest

from isthmus.doctor.aws import BotoAws, LocalAws
from isthmus.doctor.patient import AwsRefusedError
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.secret import Secret
from unit.answering import a_web_server

NOWHERE = LocalAws(
    endpoint="http://127.0.0.1:1", access_key_id="ASIASAMPLE", secret_access_key=Secret("sample")
)


@pytest.mark.parametrize(
    "operation", ["create_role", "update_user_pool", "put_item", "invoke", "assume_role"]
)
def test_asks_for_nothing_that_may_change_something(operation: str) -> None:
    with pytest.raises(ConfigurationError, match="only reads"):
        BotoAws(region="us-east-1", local=NOWHERE).ask("sts", operation)


@pytest.mark.parametrize(
    "body", [b"[" * 200_000, b"[]", b'"sample-secret"', b"5", b'{"UserPool": 5}', b'{"UserPool": {"Id": {}}}']
)
@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_is_none_is_unavailable_or_refused(status: int, body: bytes) -> None:
    with a_web_server((status, body)) as server:
        aws = BotoAws(region="us-east-1", local=replace(NOWHERE, endpoint=server.url))
        assert "sample-secret" not in say_what_comes_of(aws)


def say_what_comes_of(aws: BotoAws) -> str:
    try:
        return repr(aws.ask("cognito-idp", "describe_user_pool", UserPoolId="us-east-1_Sample001"))
    except (AwsRefusedError, UnavailableError) as error:
        return str(error)


def test_names_a_profile_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_PROFILE", "sample-profile")
    with pytest.raises(ConfigurationError, match="sample-profile"):
        BotoAws(region="us-east-1", local=None)


def test_names_a_credential_process_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("[default]\ncredential_process = false\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationError, match="boto3"):
        assert BotoAws(region="us-east-1", local=None).has_credentials
