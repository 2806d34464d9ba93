"""Query cursors: the ids that a query found, so that its next pages show the same records."""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce import ids

MAX_CURSORS = 10
"""How many a user has at once; the one unused for longest goes (REST API guide, query resource)."""
LIFETIME_SECONDS = 15 * 60.0
"""How long one stays unused (the same page)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """An open query of one user."""

    id: str
    soql: str
    is_tooling: bool
    record_ids: tuple[str, ...]
    batch_size: int


class Cursors:
    """Open cursors, and find them for their owner alone."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def open(
        self, user_id: str, *, soql: str, is_tooling: bool, record_ids: list[str], batch_size: int
    ) -> Cursor:
        """Keep what a query found."""
        cursor = Cursor(
            id=ids.new_id(ids.QUERY_CURSOR),
            soql=soql,
            is_tooling=is_tooling,
            record_ids=tuple(record_ids),
            batch_size=batch_size,
        )
        now = self._clock.now()
        with self._database.transaction():
            self._database.execute("DELETE FROM query_cursor WHERE used_at <= ?", (now - LIFETIME_SECONDS,))
            self._database.execute(
                "DELETE FROM query_cursor WHERE person_id = :person AND id NOT IN ("
                "SELECT id FROM query_cursor WHERE person_id = :person ORDER BY used_at DESC, rowid DESC "
                "LIMIT :kept)",
                {"person": user_id, "kept": MAX_CURSORS - 1},
            )
            self._database.execute(
                "INSERT INTO query_cursor VALUES (?, ?, ?, ?, ?, ?, ?)",
                (cursor.id, user_id, soql, is_tooling, " ".join(record_ids), batch_size, now),
            )
        return cursor

    def find(self, unverified_id: str, *, user_id: str) -> Cursor | None:
        """Find a cursor of this user, and keep it alive."""
        now = self._clock.now()
        row = self._database.find_row(
            "UPDATE query_cursor SET used_at = ? WHERE id = ? AND person_id = ? AND used_at > ? RETURNING *",
            (now, unverified_id, user_id, now - LIFETIME_SECONDS),
        )
        if row is None:
            return None
        return Cursor(
            id=row["id"],
            soql=row["soql"],
            is_tooling=bool(row["is_tooling"]),
            record_ids=tuple(row["record_ids"].split()),
            batch_size=row["batch_size"],
        )
