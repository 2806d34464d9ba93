"""The folder of a stack's state: made if it is absent, and used by one stack at a time.

What is in it belongs to the systems. The lock goes with the process that holds it, however that ends.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from isthmus.errors import IsthmusError


class DataDirError(IsthmusError):
    """Another stack uses the folder, or it can't be written."""

    code = "data_dir"


@contextlib.contextmanager
def claimed_data_dir(folder: Path) -> Iterator[None]:
    """Hold the folder until the block ends; raise DataDirError if another process holds it.

    A second AWS emulator on the same files would empty what the first one keeps there.
    """
    descriptor = _open_lock(folder)
    try:
        _lock(descriptor, folder=folder)
        yield
    finally:
        os.close(descriptor)


def _open_lock(folder: Path) -> int:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        message = f"{folder} can't be written ({error.strerror}): use another --data-dir"
        raise DataDirError(message) from error


def _lock(descriptor: int, *, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = f"{folder} is in use by another process: stop it, or use another --data-dir"
        raise DataDirError(message) from error
