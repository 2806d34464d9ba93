"""Deployed metadata as it came, file by file; `metadata/` knows what it means."""

from collections.abc import Iterable
from dataclasses import dataclass

from isthmus.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFile:
    """One deployed file: its metadata type, its name in the org, where it came from, and its bytes."""

    type: str
    full_name: str
    file: str
    content: bytes


class Components:
    """Keep component files; a later deployment of the same name replaces the earlier."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ComponentFile]:
        """Give every file."""
        rows = self._database.rows("SELECT * FROM component ORDER BY type, full_name")
        return [ComponentFile(**dict(row)) for row in rows]

    def find(self, component_type: str, *, full_name: str) -> ComponentFile | None:
        """Find a file."""
        row = self._database.find_row(
            "SELECT * FROM component WHERE type = ? AND full_name = ?", (component_type, full_name)
        )
        return ComponentFile(**dict(row)) if row else None

    def put(self, files: Iterable[ComponentFile]) -> None:
        """Add or replace files."""
        for file in files:
            self._database.execute(
                "INSERT OR REPLACE INTO component VALUES (?, ?, ?, ?)",
                (file.type, file.full_name, file.file, file.content),
            )
