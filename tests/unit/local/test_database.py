import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from isthmus.local.database import Database, DatabaseError

MIGRATIONS = ("CREATE TABLE thing (name TEXT PRIMARY KEY)",)


def test_refuses_a_second_opener(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    database = Database(path, migrations=MIGRATIONS)
    with pytest.raises(DatabaseError, match="in use by another process"):
        Database(path, migrations=MIGRATIONS)
    database.close()


def test_refuses_a_file_of_a_newer_version(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    Database(path, migrations=(*MIGRATIONS, "CREATE TABLE other (name TEXT)")).close()
    with pytest.raises(DatabaseError, match="schema version 2, this program knows 1"):
        Database(path, migrations=MIGRATIONS)


def overwrite_a_page(content: bytes) -> bytes:
    middle = len(content) // 2 // 4096 * 4096
    return content[:middle] + b"\xa5" * 4096 + content[middle + 4096 :]


@pytest.mark.parametrize("ended", ["closed", "killed"])
@pytest.mark.parametrize(
    ("damage", "refusal"),
    [
        (lambda _: b"not a database, but long enough to be read as one" * 100, "can't be used"),
        (lambda _: b"", "is empty"),
        (lambda content: content[: len(content) // 2], "is damaged|can't be used"),
        (overwrite_a_page, "is damaged|can't be used"),
        (
            lambda content: content[:60] + b"\0\0\0\x09" + content[64:],
            "schema version 9, this program knows 1",
        ),
    ],
    ids=["no database", "empty", "half of it", "a page overwritten", "a newer version"],
)
def test_names_a_file_it_can_not_use_and_changes_nothing(
    tmp_path: Path, ended: str, damage: Callable[[bytes], bytes], refusal: str
) -> None:
    path = tmp_path / "a.sqlite3"
    make_file(path, was_killed=ended == "killed")
    path.write_bytes(damage(path.read_bytes()))
    before = contents_of(tmp_path)
    with pytest.raises(DatabaseError, match=rf"a\.sqlite3 .*({refusal}).*--data-dir"):
        Database(path, migrations=MIGRATIONS)
    assert contents_of(tmp_path) == before


def make_file(path: Path, *, was_killed: bool) -> None:
    """Make a file of many pages; a killed process leaves its log, with a page more in it."""
    folder = path.parent / "made"
    database = Database(folder / path.name, migrations=MIGRATIONS)
    with database.transaction():
        for number in range(3000):
            database.execute("INSERT INTO thing VALUES (?)", (f"{number:060}",))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if was_killed:
        database.execute("INSERT INTO thing VALUES ('last')")
        shutil.copy(folder / f"{path.name}-wal", path.parent)
    else:
        database.close()
    shutil.copy(folder / path.name, path)
    database.close()
    shutil.rmtree(folder)


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_refuses_a_log_whose_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    make_file(path, was_killed=True)
    path.unlink()
    with pytest.raises(DatabaseError, match="is gone"):
        Database(path, migrations=MIGRATIONS)


def test_what_a_killed_process_left_in_the_log_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    make_file(path, was_killed=True)
    database = Database(path, migrations=MIGRATIONS)
    assert len(database.rows("SELECT * FROM thing WHERE name = 'last'")) == 1
    database.close()
    assert set(contents_of(tmp_path)) == {"a.sqlite3"}


def test_a_table_whose_key_is_not_its_first_columns_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    table = (
        "CREATE TABLE pair (a INTEGER NOT NULL, b TEXT NOT NULL, c TEXT, PRIMARY KEY (a, c)) WITHOUT ROWID"
    )
    first = Database(path, migrations=(table,))
    first.execute("INSERT INTO pair VALUES (1, 'b', 'c')")
    first.close()
    again = Database(path, migrations=(table,))
    assert len(again.rows("SELECT * FROM pair")) == 1
    again.close()


def test_a_start_that_was_killed_while_it_made_the_file_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    for name in (".a.sqlite3.new", ".a.sqlite3.new-wal", ".a.sqlite3.new-shm"):
        (tmp_path / name).write_bytes(b"half a file")
    database = Database(tmp_path / "a.sqlite3", migrations=MIGRATIONS)
    assert database.rows("SELECT * FROM thing") == []
    database.close()
    assert set(contents_of(tmp_path)) == {"a.sqlite3"}


def test_rolls_back_a_transaction_that_raises(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.sqlite3", migrations=MIGRATIONS)

    def insert_twice() -> None:
        with database.transaction():
            database.execute("INSERT INTO thing VALUES ('one')")
            database.execute("INSERT INTO thing VALUES ('one')")

    with pytest.raises(sqlite3.IntegrityError):
        insert_twice()
    assert database.rows("SELECT * FROM thing") == []
    database.close()


def test_applies_only_the_migrations_that_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    first = Database(path, migrations=MIGRATIONS)
    first.execute("INSERT INTO thing VALUES ('kept')")
    first.close()
    second = Database(path, migrations=(*MIGRATIONS, "CREATE TABLE other (name TEXT)"))
    row = second.find_row("SELECT name FROM thing")
    assert row is not None
    assert row["name"] == "kept"
    assert second.rows("SELECT * FROM other") == []
    second.close()


def test_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    Database(path, migrations=MIGRATIONS).close()
    assert path.stat().st_mode & 0o777 == 0o600


def _insert_twice(database: Database, ran: list[str]) -> None:
    with database.transaction():
        database.execute("INSERT INTO thing VALUES ('inner')")
        database.after_commit(lambda: ran.append("inner"))
        database.execute("INSERT INTO thing VALUES ('inner')")


def test_an_inner_transaction_that_raises_leaves_what_the_outer_one_did(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.sqlite3", migrations=MIGRATIONS)
    ran: list[str] = []
    with database.transaction():
        database.execute("INSERT INTO thing VALUES ('outer')")
        database.after_commit(lambda: ran.append("outer"))
        with pytest.raises(sqlite3.IntegrityError):
            _insert_twice(database, ran)
        assert ran == []
    assert [row["name"] for row in database.rows("SELECT * FROM thing")] == ["outer"]
    assert ran == ["outer"]
    database.close()


def test_an_outer_transaction_that_raises_takes_the_inner_one_with_it(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.sqlite3", migrations=MIGRATIONS)
    ran: list[str] = []

    def insert_around() -> None:
        with database.transaction():
            with database.transaction():
                database.execute("INSERT INTO thing VALUES ('twice')")
                database.after_commit(lambda: ran.append("inner"))
            database.execute("INSERT INTO thing VALUES ('twice')")

    with pytest.raises(sqlite3.IntegrityError):
        insert_around()
    assert database.rows("SELECT * FROM thing") == []
    database.after_commit(lambda: ran.append("at once"))
    assert ran == ["at once"]
    database.close()
