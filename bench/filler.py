"""Bench only: fill a closed data directory with users, below the API and its checks.

A million users through AdminCreateUser would take half an hour. This writes the rows that the operation would
write, all with one password's hash, into `cognito.sqlite3` of a stack that is not running. Not for other use.
"""

import sqlite3
import time
from pathlib import Path

_NUMBERS = "WITH RECURSIVE one(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM one WHERE n + 1 < ?)"
_NAME = "printf('user-%07d', n)"
_SUB = (
    "printf('%08x-%04x-4%03x-8%03x-%012x', n, abs(random()) % 65536, abs(random()) % 4096,"
    " abs(random()) % 4096, abs(random()) % 281474976710656)"
)


def fill(data_dir: Path, *, pool_id: str, first: int, last: int) -> float:
    """Add confirmed users with e-mail aliases; user 0 must be there, its password is everybody's.

    Gives the seconds it took.
    """
    began = time.perf_counter()
    connection = sqlite3.connect(data_dir / "cognito.sqlite3", isolation_level=None, timeout=0)
    try:
        _fill(connection, pool_id=pool_id, first=first, last=last)
    finally:
        connection.close()
    return time.perf_counter() - began


def _fill(connection: sqlite3.Connection, *, pool_id: str, first: int, last: int) -> None:
    for pragma in ("cache_size=-400000", "synchronous=OFF", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN EXCLUSIVE")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('user', 'user_attribute')"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    (password,) = connection.execute(
        "SELECT password FROM user WHERE pool_id = ? AND username = 'user-0000000'", (pool_id,)
    ).fetchone()
    (offset,) = connection.execute("SELECT max(id) + 1 FROM user").fetchone()
    connection.execute(
        f"{_NUMBERS} INSERT INTO user"  # noqa: S608  texts of this file
        " (id, pool_id, username, sub, status, is_enabled, password, created_at, modified_at)"
        f" SELECT ? + n, ?, {_NAME}, {_SUB}, 'CONFIRMED', 1, ?, ?, ? FROM one",
        (first, last, offset, pool_id, password, time.time(), time.time()),
    )
    for attribute, value in (("email", f"{_NAME} || '@example.com'"), ("email_verified", "'true'")):
        connection.execute(
            f"{_NUMBERS} INSERT INTO user_attribute (user_id, pool_id, name, value)"  # noqa: S608  the same
            f" SELECT ? + n, ?, '{attribute}', {value} FROM one",
            (first, last, offset, pool_id),
        )
    connection.execute(
        f"{_NUMBERS} INSERT INTO sign_in_alias (pool_id, name, value, user_id)"  # noqa: S608  the same
        f" SELECT ?, 'email', {_NAME} || '@example.com', ? + n FROM one",
        (first, last, pool_id, offset),
    )
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("COMMIT")
