from pathlib import Path

import pytest

from isthmus.local.data_dir import DataDirError, claimed_data_dir


def test_refuses_a_folder_that_another_stack_holds(tmp_path: Path) -> None:
    with (
        claimed_data_dir(tmp_path),
        pytest.raises(DataDirError, match="in use by another process"),
        claimed_data_dir(tmp_path),
    ):
        pytest.fail("two hold it")


@pytest.mark.parametrize("below", ["file", "file/deeper"])
def test_refuses_what_is_no_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(DataDirError, match=r"can't be written .* --data-dir"),
        claimed_data_dir(tmp_path / below),
    ):
        pytest.fail("a file is held as a folder")


def test_makes_a_folder_that_is_absent_for_its_owner_only(tmp_path: Path) -> None:
    with claimed_data_dir(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_gives_the_folder_to_the_next_stack(tmp_path: Path) -> None:
    for _ in range(2):
        with claimed_data_dir(tmp_path):
            pass
