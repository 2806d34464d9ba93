"""Files for their owner's eyes: a folder of mode 0700, files of 0600, written at once or not at all."""

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from isthmus.errors import ConfigurationError, UnavailableError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_MAX_BYTES = 64 * 1024
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class PrivateFolder:
    """A folder that is ours alone, made if it is not there.

    Raises `ConfigurationError` if others may look into it, or where the system has no owners and file locks
    (Windows). Every call raises `UnavailableError` if the system refuses.
    """

    def __init__(self, folder: Path) -> None:
        if fcntl is None:
            raise ConfigurationError("secrets are kept in files on POSIX systems only")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder.stat()):
            raise ConfigurationError(f"{folder} is open to others: chmod 700 it, or use another folder")
        self._folder = folder

    def find(self, name: str) -> bytes | None:
        """Read a file of at most 64 KiB, or give None if there is none."""
        with _as_unavailable():
            try:
                return _read(self._folder / name)
            except FileNotFoundError:
                return None

    def keep(self, name: str, content: bytes) -> None:
        """Write a file in the place of any other."""
        with _as_unavailable():
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")  # its mode is 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(handle)  # else a machine that stops may keep the new name and not what it names
                Path(temporary).replace(self._folder / name)
            except OSError:
                Path(temporary).unlink(missing_ok=True)  # a full disk leaves half a secret
                raise

    def drop(self, name: str) -> None:
        """Remove a file, if it is there."""
        with _as_unavailable():
            (self._folder / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold a lock of this name. It goes with the process, however that ends."""
        with contextlib.ExitStack() as stack:
            with _as_unavailable():
                lock = stack.enter_context((self._folder / f"{name}.lock").open("ab"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _read(path: Path) -> bytes:
    # SECURITY: a link, or a file that others can write, may hold what is theirs.
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        if not _is_ours(os.fstat(handle)):
            raise UnavailableError(f"{path.name} is open to others")
        return file.read(_MAX_BYTES)


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid() and not status.st_mode & _OF_OTHERS


@contextlib.contextmanager
def _as_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"a private file can't be used: {error.strerror}") from error
