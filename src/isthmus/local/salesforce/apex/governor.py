"""Apex's limits, counted instead of timed, so that nothing hangs and every run ends alike."""

import asyncio
from dataclasses import dataclass

from isthmus.local.salesforce.apex.errors import limit_exceeded

# WIRE: per synchronous transaction (Apex Developer Guide, Execution Governors and Limits).
MAX_QUERIES = 100
MAX_ROWS = 50_000
MAX_CHANGES = 150
MAX_CHANGED_ROWS = 10_000
MAX_CALLOUTS = 100
MAX_CALLOUT_MILLISECONDS = 120_000
MAX_HEAP = 6_000_000
MAX_CPU_MILLISECONDS = 10_000

# NOTE: the local org's own. A step is one small piece of work and stands for a part of the CPU time; what is
# allocated is never given back, so there may be more of it than heap.
MAX_STEPS = 500_000
MAX_ALLOCATED = 60_000_000
MAX_DEPTH = 500
_STEPS_PER_TURN = 1_000
_CHARACTERS_PER_STEP = 64


@dataclass(slots=True, kw_only=True)
class Governor:
    """Count what one run uses; every method raises System.LimitException at its limit."""

    steps: int = 0
    allocated: int = 0
    depth: int = 0
    queries: int = 0
    rows: int = 0
    changes: int = 0
    changed_rows: int = 0
    callouts: int = 0
    callout_milliseconds: int = 0
    has_pending_changes: bool = False
    _next_turn: int = _STEPS_PER_TURN

    def spend(self, steps: int) -> None:
        """Count work."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise limit_exceeded("Apex CPU time limit exceeded")

    async def tick(self, steps: int) -> None:
        """Count work, and let the rest of the org have its turn, unless a transaction is open."""
        self.spend(steps)
        if self.steps >= self._next_turn and not self.has_pending_changes:
            self._next_turn = self.steps + _STEPS_PER_TURN
            await asyncio.sleep(0)

    def allocate(self, size: int) -> None:
        """Count characters or elements, before they are made."""
        self.allocated += size
        if size > MAX_HEAP or self.allocated > MAX_ALLOCATED:
            raise limit_exceeded(f"Apex heap size too large: {max(size, MAX_HEAP + 1)}")
        self.spend(size // _CHARACTERS_PER_STEP)

    def enter(self, levels: int) -> None:
        """Count the levels of a call."""
        self.depth += levels
        if self.depth > MAX_DEPTH:
            raise limit_exceeded("Maximum stack depth reached: 1001")

    def leave(self, levels: int) -> None:
        """Give the levels of a call back."""
        self.depth -= levels

    def count_query(self) -> None:
        """Count a query."""
        self.queries += 1
        if self.queries > MAX_QUERIES:
            raise limit_exceeded(f"Too many SOQL queries: {self.queries}")

    def count_rows(self, rows: int) -> None:
        """Count what a query gave."""
        self.rows += rows
        if self.rows > MAX_ROWS:
            raise limit_exceeded(f"Too many query rows: {self.rows}")

    def count_change(self, rows: int) -> None:
        """Count a DML statement and its records."""
        self.changes += 1
        self.changed_rows += rows
        if self.changes > MAX_CHANGES:
            raise limit_exceeded(f"Too many DML statements: {self.changes}")
        if self.changed_rows > MAX_CHANGED_ROWS:
            raise limit_exceeded(f"Too many DML rows: {self.changed_rows}")

    def count_callout(self) -> None:
        """Count a callout."""
        self.callouts += 1
        if self.callouts > MAX_CALLOUTS:
            raise limit_exceeded(f"Too many callouts: {self.callouts}")

    def usage(self) -> list[str]:
        """Give the lines of LIMIT_USAGE_FOR_NS."""
        cpu = self.steps * MAX_CPU_MILLISECONDS // MAX_STEPS
        return [
            f"  Number of SOQL queries: {self.queries} out of {MAX_QUERIES}",
            f"  Number of query rows: {self.rows} out of {MAX_ROWS}",
            "  Number of SOSL queries: 0 out of 20",
            f"  Number of DML statements: {self.changes} out of {MAX_CHANGES}",
            f"  Number of DML rows: {self.changed_rows} out of {MAX_CHANGED_ROWS}",
            f"  Maximum CPU time: {min(cpu, MAX_CPU_MILLISECONDS)} out of {MAX_CPU_MILLISECONDS}",
            f"  Maximum heap size: 0 out of {MAX_HEAP}",
            f"  Number of callouts: {self.callouts} out of {MAX_CALLOUTS}",
            "  Number of Email Invocations: 0 out of 10",
            "  Number of future calls: 0 out of 50",
            "  Number of queueable jobs added to the queue: 0 out of 50",
            "  Number of Mobile Apex push calls: 0 out of 10",
        ]
