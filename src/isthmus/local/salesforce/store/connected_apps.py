"""Imported connected apps as they came, without their secrets; `metadata/` knows what they mean."""

from isthmus.local.database import Database


class ConnectedApps:
    """Keep one document per connected app."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, *, definition: str) -> None:
        """Add a connected app, or replace what is known of it."""
        self._database.execute(
            "INSERT INTO connected_app VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET "
            "definition = excluded.definition",
            (name, definition),
        )

    def all(self) -> dict[str, str]:
        """Give every document by its app's API name."""
        rows = self._database.rows("SELECT name, definition FROM connected_app ORDER BY name")
        return {row["name"]: row["definition"] for row in rows}
