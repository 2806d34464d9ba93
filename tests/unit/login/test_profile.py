"""Profiles: what is written wrong is named, and nothing is read from anywhere else."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, MalformedError
from isthmus.login.profile import Profile, Profiles, make_profile, read_ready_profile

PROFILE = Profile(
    org="https://example.my.salesforce.com",
    org_id="00D1t000000rXxREAU",
    client_id="3MVG9.sample",
    identity_pool_id="us-east-1:00000000-0000-4000-8000-000000000000",
    callback_port=8765,
)


@pytest.mark.parametrize(
    "change",
    [
        {"org": "http://example.my.salesforce.com"},
        {"org": "example.my.salesforce.com"},
        {"org_id": "0051t000001qjZ7AAI"},
        {"client_id": ""},
        {"client_id": "a\nb"},
        {"identity_pool_id": "Salesforce"},
        {"callback_port": 80},
        {"callback_port": 65536},
    ],
)
def test_refuses_a_profile_with_a_part_that_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        replace(PROFILE, **change)


@pytest.mark.parametrize("name", ["", "../other", "a/b", "a.b", "a" * 65])
def test_refuses_a_name_that_is_no_name_of_a_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError):
        Profiles(tmp_path).get(name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"org": "https://example.com"}', '{"unknown": 1}'])
def test_refuses_a_file_that_holds_no_profile(tmp_path: Path, text: str) -> None:
    (tmp_path / "default.json").write_text(text)
    (tmp_path / "default.json").chmod(0o600)
    with pytest.raises(ConfigurationError, match="make it anew"):
        Profiles(tmp_path).get("default")


def test_refuses_a_profile_that_others_can_write_or_that_is_a_link(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path / "login")
    profiles.keep("default", PROFILE)
    path = tmp_path / "login" / "default.json"
    (path.parent / "linked.json").symlink_to(path)
    with pytest.raises(ConfigurationError, match="make it anew"):
        profiles.get("linked")
    path.chmod(0o666)
    with pytest.raises(ConfigurationError, match="open to others"):
        profiles.get("default")
    path.parent.chmod(0o777)
    with pytest.raises(ConfigurationError, match="chmod 700"):
        Profiles(tmp_path / "login")


def test_says_what_to_do_where_there_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--identity-pool-id"):
        Profiles(tmp_path).get("default")


def test_names_the_options_that_are_missing() -> None:
    with pytest.raises(ConfigurationError, match="--org-id, --identity-pool-id"):
        make_profile(
            org="https://example.com", org_id=None, client_id="a", identity_pool_id=None, callback_port=8765
        )


@pytest.mark.parametrize("text", [None, "", "{}", '{"salesforce": "https://localhost:4443"}'])
def test_refuses_a_ready_file_that_is_none(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "ready.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigurationError, match="no ready file"):
        read_ready_profile(path)


@pytest.mark.parametrize(
    "change",
    [
        {"org": "https://other.my.salesforce.com"},
        {"client_id": "3MVG9.other"},
        {"identity_pool_id": "eu-west-1:00000000-0000-4000-8000-000000000000"},
        {"insecure_aws_endpoint": "http://127.0.0.1:4566"},
    ],
)
def test_another_org_app_or_pool_is_another_place(change: dict[str, Any]) -> None:
    assert replace(PROFILE, **change).place != PROFILE.place
    assert replace(PROFILE, callback_port=1717).place == PROFILE.place


def test_gives_what_was_kept(tmp_path: Path) -> None:
    profiles = Profiles(tmp_path / "login")
    profiles.keep("default", PROFILE)
    assert profiles.get("default") == PROFILE
    assert PROFILE.redirect_uri == "http://localhost:8765/callback"
    assert PROFILE.region == "us-east-1"
