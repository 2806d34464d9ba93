"""Logs that trace flags ask for: which levels count for a user, and the ApexLog that is kept."""

from collections.abc import Mapping

from isthmus.local.salesforce.apex.execution import Result
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.users import User

_COLUMNS = {
    "APEX_CODE": "apexcode",
    "APEX_PROFILING": "apexprofiling",
    "CALLOUT": "callout",
    "DB": "database",
    "NBA": "nba",
    "SYSTEM": "system",
    "VALIDATION": "validation",
    "VISUALFORCE": "visualforce",
    "WAVE": "wave",
    "WORKFLOW": "workflow",
}
_OPERATION = "/services/data/executeAnonymous"


def find_trace_levels(parts: OrgParts, user: User) -> Mapping[str, str] | None:
    """Give the levels of the user's newest active trace flag; None without one."""
    now = parts.clock.now()
    row = parts.database.find_row(
        "SELECT debug_level.* FROM trace_flag JOIN debug_level ON debug_level.id = debug_level_id "
        "WHERE traced_entity_id = ? AND coalesce(starts_at, 0) <= ? AND expires_at > ? "
        "ORDER BY trace_flag.created_at DESC LIMIT 1",
        (user.id, now, now),
    )
    return {name: row[column] for name, column in _COLUMNS.items()} if row else None


def keep_log(parts: OrgParts, user: User, result: Result, *, seconds: float) -> None:
    """Keep the log of a run. WIRE: the status is `Success`, or what the run ended with."""
    parts.apex_logs.put(
        user.id,
        operation=_OPERATION,
        status=result.exception_message or "Success",
        duration_milliseconds=int(seconds * 1000),
        body=result.log,
    )
