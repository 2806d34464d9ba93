"""One SQLite file of one local system: opened exclusively, migrated, written in WAL mode.

What a committed transaction acknowledged survives `kill -9` (WAL, synchronous=NORMAL: the page cache outlives
the process; a power cut may lose the last moments, never the file's consistency).
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from isthmus.errors import IsthmusError

Parameters = Sequence[Any] | Mapping[str, Any]


def read_migrations(package: str) -> tuple[str, ...]:
    """Read the `NNN_*.sql` files of a package in their order; a released one is never edited."""
    scripts = sorted((file for file in files(package).iterdir() if file.name.endswith(".sql")), key=_name)
    return tuple(script.read_text(encoding="utf-8") for script in scripts)


class DatabaseError(IsthmusError):
    """The file is in use by another process, damaged, or of a newer version."""

    code = "database"


class Database:
    """Run SQL on one file. All calls come from one thread, the event loop's."""

    def __init__(self, path: Path, *, migrations: Sequence[str]) -> None:
        self._path = path
        self._after_commit: list[Callable[[], None]] = []
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        self._connection.row_factory = sqlite3.Row
        try:
            self._open(migrations)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise DatabaseError(_explain(path, error)) from error
        except DatabaseError:
            self._connection.close()
            raise

    def execute(self, sql: str, parameters: Parameters = ()) -> sqlite3.Cursor:
        """Run one statement; outside `transaction()` it commits by itself."""
        return self._connection.execute(sql, parameters)

    def find_row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """Give the first row, or None."""
        row: sqlite3.Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """Give all rows."""
        return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all of the block or nothing; must not span an `await`.

        Inside another one, it is part of that: what was done is kept when the outer one commits.
        """
        is_inner, waiting = self._connection.in_transaction, len(self._after_commit)
        self._connection.execute("SAVEPOINT inner" if is_inner else "BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            del self._after_commit[waiting:]
            self._connection.execute("ROLLBACK TO inner" if is_inner else "ROLLBACK")
            if is_inner:
                self._connection.execute("RELEASE inner")
            raise
        self._connection.execute("RELEASE inner" if is_inner else "COMMIT")
        if not is_inner:
            committed, self._after_commit = self._after_commit, []
            for run in committed:
                run()

    def after_commit(self, run: Callable[[], None]) -> None:
        """Run it once what was written so far is kept: at once, or when the transaction commits."""
        if self._connection.in_transaction:
            self._after_commit.append(run)
        else:
            run()

    def close(self) -> None:
        """Close the file; a later use raises."""
        self._connection.close()

    def _open(self, migrations: Sequence[str]) -> None:
        self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA foreign_keys=ON")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise DatabaseError(
                f"{self._path} has schema version {version}, this program knows {len(migrations)}: "
                "use a newer isthmus, or another --data-dir"
            )
        for number, migration in enumerate(migrations[version:], start=version + 1):
            self._connection.executescript(f"BEGIN; {migration}; PRAGMA user_version={number}; COMMIT;")


def _name(file: Traversable) -> str:
    return file.name


def _explain(path: Path, error: sqlite3.DatabaseError) -> str:
    if "locked" in str(error):
        return f"{path} is in use by another process: stop it, or use another --data-dir"
    return f"{path} can't be used ({error}): move it away, or use another --data-dir"
