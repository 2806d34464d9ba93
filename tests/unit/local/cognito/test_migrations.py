from pathlib import Path

from isthmus.local.cognito.migrations import MIGRATIONS
from isthmus.local.database import Database


def test_a_file_of_the_first_version_keeps_its_refresh_tokens(tmp_path: Path) -> None:
    path = tmp_path / "cognito.sqlite3"
    first = Database(path, migrations=MIGRATIONS[:1])
    first.execute("INSERT INTO user_pool VALUES ('p', 'p', '{}', 0, 0)")
    first.execute(
        "INSERT INTO user (id, pool_id, username, sub, status, is_enabled, created_at, modified_at)"
        " VALUES (1, 'p', 'jane', 's', 'CONFIRMED', 1, 0, 0)"
    )
    first.execute("INSERT INTO token_family VALUES ('e', 'o', 'p', 'c', 1, x'00', 0, 0, NULL)")
    first.close()
    present = Database(path, migrations=MIGRATIONS)
    rows = [tuple(row) for row in present.rows("SELECT digest, event_id, replaced_at FROM refresh_token")]
    assert rows == [(b"\x00", "e", None)]
    assert tuple(present.rows("SELECT srp_salt, srp_verifier FROM user")[0]) == (None, None)
    present.close()
