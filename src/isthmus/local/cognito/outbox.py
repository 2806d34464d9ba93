"""The outbox: what AWS would mail or text to users, kept for the stack's owner to read. Nothing is sent.

NOTE: codes and temporary passwords stand here in plain text, as they would in the user's mailbox; the file's
mode is 0600. What they are checked against is a digest, elsewhere.
"""

import sqlite3
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.errors import pool_not_found
from isthmus.local.cognito.message_words import Words
from isthmus.local.cognito.outbox_file import OutboxFile
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

MOST_KEPT = 500
SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail or text message. `purpose` says what the code is for; `sent_at` is in epoch seconds."""

    id: int
    pool_id: str
    username: str
    purpose: str
    medium: str
    destination: str
    subject: str
    text: str = field(repr=False)
    code: str = field(repr=False)
    sent_at: float

    def to_document(self) -> dict[str, Any]:
        """Write it as JSON."""
        return asdict(self)


class Outbox:
    """Keep the last messages, and write them to the file at `path`, too."""

    def __init__(self, database: Database, *, path: Path, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._file = OutboxFile(path, newest=lambda: [message.to_document() for message in self.newest()])

    def add(
        self,
        pool: Pool,
        user: User,
        *,
        purpose: str,
        medium: str,
        destination: str,
        code: str,
        words: Words,
    ) -> None:
        """Keep a message with a code or a temporary password. May stand inside the caller's transaction."""
        added = self._database.execute(
            "INSERT INTO outbox_message (pool_id, username, purpose, medium, destination, subject, text,"
            " code, sent_at) SELECT id, ?, ?, ?, ?, ?, ?, ?, ? FROM user_pool WHERE id = ?",
            (
                user.username,
                purpose,
                medium,
                destination,
                words.subject,
                words.text,
                code,
                self._clock.now(),
                pool.id,
            ),
        )
        if added.rowcount != 1:
            # The pool was deleted while a function wrote the words.
            raise pool_not_found(pool.id)
        self._database.execute(
            "DELETE FROM outbox_message WHERE id <= (SELECT MAX(id) FROM outbox_message) - ?", (MOST_KEPT,)
        )

        message = self._get(added.lastrowid)
        self._database.after_commit(lambda: self._file.append(message.to_document()))

    def newest(self) -> tuple[Message, ...]:
        """Give the last messages, newest first."""
        rows = self._database.rows("SELECT * FROM outbox_message ORDER BY id DESC LIMIT ?", (SHOWN,))
        return tuple(_message(row) for row in rows)

    def _get(self, message_id: int | None) -> Message:
        row = self._database.find_row("SELECT * FROM outbox_message WHERE id = ?", (message_id,))
        assert row is not None
        return _message(row)


def _message(row: sqlite3.Row) -> Message:
    return Message(**{name: row[name] for name in row.keys()})  # noqa: SIM118  a Row iterates over values
