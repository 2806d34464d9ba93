"""Files of every earlier version open, and end up as a fresh one is."""

import re
from pathlib import Path

import pytest

from isthmus.local.cognito.identity.migrations import MIGRATIONS as IDENTITY_POOLS
from isthmus.local.cognito.migrations import MIGRATIONS as USER_POOLS
from isthmus.local.database import Database
from isthmus.local.salesforce.store.migrations import MIGRATIONS as ORG

SYSTEMS = {"user pools": USER_POOLS, "identity pools": IDENTITY_POOLS, "org": ORG}
VERSIONS = [
    pytest.param(migrations, version, id=f"{name} {version}")
    for name, migrations in SYSTEMS.items()
    for version in range(1, len(migrations) + 1)
]
# What every version has had from the first.
ROWS = {
    "user_pool": "('us-east-1_Sample001', 'sample', '{}', 0, 0)",
    "identity_pool": "('us-east-1:sample', '{}', '{}')",
    "organization": "('00D000000000001', 'Sample', 0)",
}


def schema_of(database: Database) -> set[tuple[str, str, tuple[str, ...]]]:
    """Give tables with their columns and indexes with their words; the order of columns is history."""
    found = set()
    for row in database.rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        columns = [tuple(each) for each in database.rows(f"PRAGMA table_info({row['name']})")]
        words = tuple(sorted(str(column[1:]) for column in columns)) or tuple(re.split(r"\s+", row["sql"]))
        found.add((row["type"], row["name"], words))
    return found


@pytest.mark.parametrize(("migrations", "version"), VERSIONS)
def test_a_file_of_an_earlier_version_keeps_its_rows_and_becomes_as_a_fresh_one(
    tmp_path: Path, migrations: tuple[str, ...], version: int
) -> None:
    path = tmp_path / "old.sqlite3"
    old = Database(path, migrations=migrations[:version])
    tables = {row["name"] for row in old.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    (table,) = tables & set(ROWS)
    columns = len(old.rows(f"PRAGMA table_info({table})"))
    given = ROWS[table].removesuffix(")") + ", '{}'" * (columns - ROWS[table].count(",") - 1) + ")"
    old.execute(f"INSERT INTO {table} VALUES {given}")  # noqa: S608  our own names
    old.close()
    upgraded = Database(path, migrations=migrations)
    fresh = Database(tmp_path / "fresh.sqlite3", migrations=migrations)
    assert schema_of(upgraded) == schema_of(fresh)
    assert len(upgraded.rows(f"SELECT * FROM {table}")) == 1  # noqa: S608  our own names
    assert upgraded.rows("PRAGMA foreign_key_check") == []
    upgraded.close()
    fresh.close()
