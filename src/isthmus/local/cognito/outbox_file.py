"""The outbox as a file beside the database, a line of JSON per message: `tail -f .isthmus/outbox.jsonl`.

The database is what counts: a line that can't be written is named in the log, and lost.
"""

import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

LOG = logging.getLogger(__name__)
LARGEST_FILE = 1024 * 1024
Document = Mapping[str, Any]


class OutboxFile:
    """Append messages; past a mebibyte the file starts anew with the newest ones. Mode 0600."""

    def __init__(self, path: Path, *, newest: Callable[[], Sequence[Document]]) -> None:
        self._path = path
        self._newest = newest

    def append(self, message: Document) -> None:
        """Write one line; a failure is logged."""
        try:
            if self._path.exists() and self._path.stat().st_size > LARGEST_FILE:
                self._start_anew()
            else:
                _write(self._path, [message], flags=os.O_APPEND)
        except OSError as error:
            LOG.warning("%s can't be written: %s", self._path, error.strerror)

    def _start_anew(self) -> None:
        partial = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        _write(partial, list(reversed(self._newest())), flags=os.O_TRUNC)
        partial.replace(self._path)


def _write(path: Path, messages: Sequence[Document], *, flags: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b"".join(json.dumps(message).encode() + b"\n" for message in messages))
