import sqlite3
from pathlib import Path
from typing import Any

import pytest
from bench.filler import fill

from isthmus.clock import SystemClock
from isthmus.local.cognito.migrations import MIGRATIONS
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.user import Password
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database

SETTINGS: Any = {"SchemaAttributes": [], "AliasAttributes": ["email"]}  # the least of them


def test_refuses_the_file_of_a_running_stack(tmp_path: Path) -> None:
    database = Database(tmp_path / "cognito.sqlite3", migrations=MIGRATIONS)
    database.execute("UPDATE user SET status = status")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        fill(tmp_path, pool_id="us-east-1_Sample123", first=1, last=2)
    database.close()


def test_filled_users_are_found_as_made_ones_are(tmp_path: Path) -> None:
    database = Database(tmp_path / "cognito.sqlite3", migrations=MIGRATIONS)
    pools, users = _stores(database)
    pool = pools.insert(pool_id="us-east-1_Sample123", name="bench", settings=SETTINGS)
    users.insert(
        pool,
        username="user-0000000",
        sub="sample",
        status="CONFIRMED",
        password=Password(hashed="hash", verifier=None, expires_at=None),
        attributes={},
        takes_over_aliases=False,
    )
    database.close()
    fill(tmp_path, pool_id=pool.id, first=1, last=50)
    database = Database(tmp_path / "cognito.sqlite3", migrations=MIGRATIONS)
    pools, users = _stores(database)
    found = users.get(pools.get(pool.id), "user-0000049@example.com")
    assert found == users.get(pools.get(pool.id), "user-0000049")
    assert found.attributes == {"email": "user-0000049@example.com", "email_verified": "true"}
    assert found.password == "hash"
    assert users.count(pool.id) == 50
    database.close()


def _stores(database: Database) -> tuple[Pools, Users]:
    clock = SystemClock()
    pools = Pools(
        database, issuer_base="http://x", region="us-east-1", account_id="123456789012", clock=clock
    )
    return pools, Users(database, clock=clock)
