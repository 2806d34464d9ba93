"""Deployed metadata as it came, file by file; `metadata/` knows what it means.

Files of a type that may hold a secret are locked by the vault.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from sqlite3 import Row

from isthmus.local.database import Database
from isthmus.local.salesforce.vault import LOCKED, Vault

_SECRET_TYPES = frozenset({"ExtlClntAppGlobalOauthSettings"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentFile:
    """One deployed file: its metadata type, its name in the org, where it came from, and its bytes."""

    type: str
    full_name: str
    file: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRecord:
    """Who deployed a file and when, in epoch seconds. What the org's first version stored has neither."""

    type: str
    full_name: str
    id: str | None
    created_by: str | None
    created_at: float
    modified_by: str | None
    modified_at: float


class Components:
    """Keep component files; a later deployment of the same name replaces the earlier."""

    def __init__(self, database: Database, *, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def all(self) -> list[ComponentFile]:
        """Give every file."""
        rows = self._database.rows(
            "SELECT type, full_name, file, content FROM component ORDER BY type, full_name"
        )
        return [self._file_of(row) for row in rows]

    def records(self) -> list[ComponentRecord]:
        """Give every file's record, with the id that ComponentRecords gave it."""
        rows = self._database.rows(
            "SELECT component.type, component.full_name, component_record.id, created_by, created_at, "
            "modified_by, modified_at FROM component LEFT JOIN component_record USING (type, full_name) "
            "ORDER BY component.type, component.full_name"
        )
        return [ComponentRecord(**dict(row)) for row in rows]

    def put(self, files: Iterable[ComponentFile], *, by: str, at: float) -> None:
        """Add or replace files, as the user `by` at the epoch second `at`; what is the same is left alone."""
        for file in files:
            self._database.execute(
                "INSERT INTO component "
                "(type, full_name, file, content, created_by, created_at, modified_by, modified_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (type, full_name) DO UPDATE SET "
                "full_name = excluded.full_name, file = excluded.file, content = excluded.content, "
                "created_by = coalesce(created_by, excluded.created_by), "
                "modified_by = excluded.modified_by, modified_at = excluded.modified_at "
                "WHERE content <> excluded.content OR created_by IS NULL OR file <> excluded.file",
                (file.type, file.full_name, file.file, self._stored(file), by, at, by, at),
            )

    def _file_of(self, row: Row) -> ComponentFile:
        file = ComponentFile(**dict(row))
        return replace(file, content=self._unlocked(file.content)) if file.type in _SECRET_TYPES else file

    def _stored(self, file: ComponentFile) -> bytes:
        """Give the bytes to store: those there are, if they say the same, as no two locks are alike."""
        if file.type not in _SECRET_TYPES:
            return file.content
        row = self._database.find_row(
            "SELECT content FROM component WHERE type = ? AND full_name = ?", (file.type, file.full_name)
        )
        if row and row["content"].startswith(LOCKED) and self._unlocked(row["content"]) == file.content:
            return bytes(row["content"])
        return self._vault.lock_file(file.content)

    def _unlocked(self, content: bytes) -> bytes:
        # NOTE: the org's first versions stored these as they are.
        if not content.startswith(LOCKED):
            return content
        return self._vault.unlock_file(content)
