import sqlite3
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


def test_names_a_damaged_file_and_leaves_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"not a database, but long enough to be read as one" * 100)
    with pytest.raises(DatabaseError, match=r"a\.sqlite3 can't be used"):
        Database(path, migrations=MIGRATIONS)
    assert path.read_bytes().startswith(b"not a database")


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
