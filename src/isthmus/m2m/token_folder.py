"""Tokens shared by the processes of one user on one machine: `TokenFolder`, a file per key, mode 0600."""

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.secret import Secret

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_MAX_BYTES = 64 * 1024
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class TokenFolder:
    """Keep tokens in a folder that is ours alone, made if it is not there.

    Raises `ConfigurationError` if others may look into it, or where the system has no file locks (Windows).
    """

    def __init__(self, folder: Path) -> None:
        if fcntl is None:
            raise ConfigurationError("tokens are shared by files on POSIX systems only")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder.stat()):
            raise ConfigurationError(f"{folder} is open to others: chmod 700 it, or use another folder")
        self._folder = folder

    @contextlib.contextmanager
    def reserve(self, key: str) -> Iterator[None]:
        """Hold the lock of a key. It goes with the process, however that ends."""
        with contextlib.ExitStack() as stack:
            with _as_unavailable():
                lock = stack.enter_context((self._folder / f"{key}.lock").open("ab"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def find(self, key: str) -> IssuedToken | None:
        """Give the token that is kept, or None."""
        with _as_unavailable():
            try:
                return _read(self._folder / f"{key}.json")
            except FileNotFoundError:
                return None

    def keep(self, key: str, issued: IssuedToken) -> None:
        """Write the file at once or not at all."""
        fields = {
            "token": issued.token.reveal(),
            "asked_at": issued.asked_at,
            "expires_at": issued.expires_at,
        }
        with _as_unavailable():
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=".")  # its mode is 0600
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump(fields, file)
            Path(name).replace(self._folder / f"{key}.json")


def _read(path: Path) -> IssuedToken:
    # SECURITY: a link, or a file that others can write, may hold a token of theirs.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not _is_ours(os.fstat(handle)):
            raise UnavailableError("a shared token is open to others")
        answer = JsonAnswer.parse(file.read(_MAX_BYTES), source="the token folder")
    return IssuedToken(
        token=Secret(answer.get_text("token")),
        asked_at=answer.get_number("asked_at"),
        expires_at=answer.get_number("expires_at"),
    )


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid() and not status.st_mode & _OF_OTHERS


@contextlib.contextmanager
def _as_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"the token folder can't be used: {error.strerror}") from error
