"""Debug logs of Apex: what ran, for whom, how it ended, and its text."""

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce import ids

_MAX_LOGS = 500
_MAX_BODY = 20 * 1024 * 1024


class ApexLogs:
    """Keep the newest logs. A log's text may quote what the code printed, as on Salesforce."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, user_id: str, *, operation: str, status: str, duration_milliseconds: int, body: str) -> str:
        """Keep a log, cut to 20 MiB, and give its id; the oldest above 500 go."""
        log_id = ids.new_id(ids.APEX_LOG)
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO apex_log VALUES (?, ?, 'Unknown', ?, ?, ?, ?, ?)",
                (
                    *(log_id, user_id, operation, status, duration_milliseconds),
                    *(self._clock.now(), body[:_MAX_BODY]),
                ),
            )
            self._database.execute(
                "DELETE FROM apex_log WHERE rowid NOT IN "
                "(SELECT rowid FROM apex_log ORDER BY started_at DESC, rowid DESC LIMIT ?)",
                (_MAX_LOGS,),
            )
        return log_id

    def find_body(self, log_id: str) -> str | None:
        """Find a log's text."""
        row = self._database.find_row("SELECT body FROM apex_log WHERE id = ?", (log_id,))
        return row["body"] if row else None
