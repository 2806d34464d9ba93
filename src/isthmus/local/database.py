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
from urllib.parse import quote

from isthmus.errors import IsthmusError

LARGEST_CHECKED_FILE = 64 * 1024 * 1024
_MOST_FINDINGS = 10_000_000
_ADVICE = "move it away, or use another --data-dir"
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
        try:
            check_file(path, newest_version=len(migrations))
        except sqlite3.DatabaseError as error:
            raise DatabaseError(_explain(path, error)) from error
        if not path.exists():
            _create(path, migrations=migrations)
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
        _migrate(self._connection, migrations=migrations, version=version)


def _create(path: Path, *, migrations: Sequence[str]) -> None:
    """Make the file whole before it has its name: a start that is killed leaves no empty one."""
    fresh = path.with_name(f".{path.name}.new")
    for leftover in path.parent.glob(f"{fresh.name}*"):
        leftover.unlink()
    fresh.touch(mode=0o600)
    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        _migrate(connection, migrations=migrations, version=0)
    finally:
        connection.close()
    fresh.replace(path)


def _migrate(connection: sqlite3.Connection, *, migrations: Sequence[str], version: int) -> None:
    for number, migration in enumerate(migrations[version:], start=version + 1):
        connection.executescript(f"BEGIN; {migration}; PRAGMA user_version={number}; COMMIT;")


def check_file(path: Path, *, newest_version: int) -> None:
    """Look at a file without a change to it; raise DatabaseError for a damaged one and for a newer version.

    Damage is what SQLite's quick_check finds, in files up to 64 MiB: it reads the whole file.
    """
    log, index = path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
    had_index = index.exists()
    if not path.exists() and not log.exists():
        return
    if not path.exists() or path.stat().st_size == 0:
        raise DatabaseError(f"{path} is {'empty' if path.exists() else 'gone'}: {_ADVICE}")
    # What a killed process left in the log is part of the file; without a log, not even a lock is needed.
    mode = "mode=ro" if log.exists() else "immutable=1"
    connection = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, timeout=0)
    try:
        _check_version(path, connection, newest=newest_version)
        if path.stat().st_size <= LARGEST_CHECKED_FILE:
            _check_damage(path, connection)
    finally:
        connection.close()
        if not had_index:
            index.unlink(missing_ok=True)


def _check_damage(path: Path, connection: sqlite3.Connection) -> None:
    for (found,) in connection.execute(f"PRAGMA quick_check({_MOST_FINDINGS})"):
        # NOTE: SQLite 3.40 says this of sound tables WITHOUT ROWID whose key is not their first columns.
        if found != "ok" and not found.startswith("NULL value in "):
            raise DatabaseError(f"{path} is damaged ({' '.join(found.split())[:200]}): {_ADVICE}")


def _check_version(path: Path, connection: sqlite3.Connection, *, newest: int) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > newest:
        raise DatabaseError(
            f"{path} has schema version {version}, this program knows {newest}: "
            "use a newer isthmus, or another --data-dir"
        )


def _name(file: Traversable) -> str:
    return file.name


def _explain(path: Path, error: sqlite3.DatabaseError) -> str:
    if "locked" in str(error):
        return f"{path} is in use by another process: stop it, or use another --data-dir"
    return f"{path} can't be used ({error}): {_ADVICE}"
