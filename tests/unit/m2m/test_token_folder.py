"""Tokens in files: ours alone, whole or not at all, and one process at a time."""

import multiprocessing
import os
from pathlib import Path

import pytest

from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.m2m.token_folder import TokenFolder
from isthmus.secret import Secret

TOKEN = IssuedToken(token=Secret("a.b.c"), asked_at=1.5, expires_at=3601.5)


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_refuses_a_folder_that_others_may_look_into(tmp_path: Path, mode: int) -> None:
    tmp_path.chmod(mode)
    with pytest.raises(ConfigurationError):
        TokenFolder(tmp_path)


def test_takes_no_token_that_others_could_have_written(tmp_path: Path) -> None:
    folder = TokenFolder(tmp_path / "tokens")
    folder.keep("key", TOKEN)
    (tmp_path / "tokens" / "key.json").chmod(0o622)
    with pytest.raises(UnavailableError):
        folder.find("key")


def test_follows_no_link(tmp_path: Path) -> None:
    folder = TokenFolder(tmp_path / "tokens")
    folder.keep("key", TOKEN)
    (tmp_path / "tokens" / "other.json").symlink_to(tmp_path / "tokens" / "key.json")
    with pytest.raises(UnavailableError):
        folder.find("other")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"token": 1}', '{"token": "a", "asked_at": 1}'])
def test_a_file_that_is_no_token_is_unavailable(tmp_path: Path, text: str) -> None:
    folder = TokenFolder(tmp_path / "tokens")
    folder.keep("key", TOKEN)
    (tmp_path / "tokens" / "key.json").write_text(text)
    with pytest.raises(UnavailableError):
        folder.find("key")


def test_a_folder_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    folder = TokenFolder(tmp_path / "tokens")
    (tmp_path / "tokens").rmdir()
    with pytest.raises(UnavailableError):
        folder.keep("key", TOKEN)
    with pytest.raises(UnavailableError), folder.reserve("key"):
        pass


def test_gives_what_was_kept_from_files_of_ours_alone(tmp_path: Path) -> None:
    folder = TokenFolder(tmp_path / "tokens")
    assert folder.find("key") is None
    folder.keep("key", TOKEN._replace(token=Secret("old")))
    folder.keep("key", TOKEN)
    assert folder.find("key") == TOKEN
    (file,) = (tmp_path / "tokens").iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("key.json", 0o600)


def ask_once(path: Path, asked: Path) -> None:
    """Do as `SharedIssuer` does, and leave a mark for each token asked for."""
    folder = TokenFolder(path)
    with folder.reserve("key"):
        if folder.find("key") is None:
            (asked / str(os.getpid())).touch()
            folder.keep("key", TOKEN)


def test_of_several_processes_one_asks(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    asked.mkdir()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=ask_once, args=(tmp_path / "tokens", asked)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    assert len(list(asked.iterdir())) == 1
