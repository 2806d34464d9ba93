"""The debug log of one run: its header, its lines, and what each level lets through.

WIRE: Apex Developer Guide, Debug Log. Times are GMT; session ids are replaced.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from isthmus.clock import Clock

LEVELS = ("NONE", "ERROR", "WARN", "INFO", "DEBUG", "FINE", "FINER", "FINEST")
CATEGORIES = (
    *("APEX_CODE", "APEX_PROFILING", "CALLOUT", "DATA_ACCESS", "DB", "NBA", "SYSTEM", "VALIDATION"),
    *("VISUALFORCE", "WAVE", "WORKFLOW"),
)
_DEBUG_ONLY = {"APEX_CODE": "DEBUG", "APEX_PROFILING": "INFO"}
# What the older header asks for with one word. NOTE: only DEBUGONLY is seen in captures.
BY_DEBUG_LEVEL: Mapping[str, Mapping[str, str]] = {
    "NONE": {},
    "DEBUGONLY": _DEBUG_ONLY,
    "DB": {**_DEBUG_ONLY, "DB": "INFO"},
    "PROFILING": {**_DEBUG_ONLY, "DB": "INFO"},
    "CALLOUT": {**_DEBUG_ONLY, "CALLOUT": "INFO", "DB": "INFO"},
    "DETAIL": {**_DEBUG_ONLY, "CALLOUT": "INFO", "DB": "INFO", "SYSTEM": "DEBUG"},
}
MAX_LENGTH = 20_000_000
_SESSION_ID = re.compile(r"00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![A-Za-z0-9._]+")


class DebugLog:
    """Collect lines. What would make the log longer than 20 MB is left out."""

    def __init__(self, *, clock: Clock, levels: Mapping[str, str], version: str, source: str) -> None:
        self._clock = clock
        self._began_at = clock.now()
        self._levels = levels
        header = ";".join(f"{name},{levels[name]}" for name in CATEGORIES if name in levels)
        self._lines = [f"{version} {header}"]
        self._lines += [f"Execute Anonymous: {line}" for line in masked(source).splitlines()]
        self._length = sum(map(len, self._lines))

    def write(self, event: str, *, category: str = "APEX_CODE", level: str = "ERROR") -> None:
        """Write an event, if its category is logged at this level."""
        if not self.shows(category, level=level) or self._length > MAX_LENGTH:
            return
        now = self._clock.now()
        moment = datetime.fromtimestamp(now, tz=UTC)
        nanoseconds = max(int((now - self._began_at) * 1e9), len(self._lines))
        time = f"{moment:%H:%M:%S}.{moment.microsecond // 1000}"
        line = f"{time} ({nanoseconds})|{masked(event)}"
        self._lines.append(line)
        self._length += len(line)

    def shows(self, category: str, *, level: str) -> bool:
        """Whether a category is logged at this level."""
        return LEVELS.index(self._levels.get(category, "NONE")) >= LEVELS.index(level)

    def text(self) -> str:
        """Give the log."""
        return "\n".join(self._lines)[:MAX_LENGTH] + "\n"


def masked(text: str) -> str:
    """Replace session ids, as Salesforce does."""
    return _SESSION_ID.sub("SESSION_ID_REMOVED", text)
