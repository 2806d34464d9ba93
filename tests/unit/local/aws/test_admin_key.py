import json
from pathlib import Path

import pytest

from isthmus.errors import ConfigurationError
from isthmus.local.aws.admin_key import ensure_admin_key


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        json.dumps({"access_key_id": "test", "secret_access_key": "s" * 40}),
        json.dumps({"access_key_id": "AKIAABCDEFGHIJKLMNOP", "secret_access_key": ""}),
        json.dumps({"access_key_id": 5, "secret_access_key": "s" * 40}),
        "é",
    ],
)
def test_refuses_a_damaged_file_and_says_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "admin-key.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match="remove it"):
        ensure_admin_key(path)


def test_makes_a_key_once_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "data" / "admin-key.json"
    key = ensure_admin_key(path)
    assert ensure_admin_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert key.secret_access_key.reveal() not in repr(key)


def test_two_stacks_have_two_keys(tmp_path: Path) -> None:
    assert ensure_admin_key(tmp_path / "one") != ensure_admin_key(tmp_path / "two")
