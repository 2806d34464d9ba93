from pathlib import Path

import pytest

from isthmus.errors import ConfigurationError
from isthmus.local.salesforce.vault import open_vault
from isthmus.secret import Secret


def test_refuses_what_another_key_locked(tmp_path: Path) -> None:
    locked = open_vault(tmp_path / "a.key").lock(Secret("the secret"))
    with pytest.raises(ConfigurationError, match="does not belong to its database"):
        open_vault(tmp_path / "b.key").unlock(locked)


def test_refuses_a_file_that_holds_no_key(tmp_path: Path) -> None:
    (tmp_path / "a.key").write_bytes(b"not a key")
    with pytest.raises(ConfigurationError, match="holds no key"):
        open_vault(tmp_path / "a.key")


def test_unlocks_after_opening_again_and_keeps_the_file_to_its_owner(tmp_path: Path) -> None:
    locked = open_vault(tmp_path / "a.key").lock(Secret("the secret"))
    assert b"the secret" not in locked
    assert open_vault(tmp_path / "a.key").unlock(locked).reveal() == "the secret"
    assert (tmp_path / "a.key").stat().st_mode & 0o777 == 0o600
