"""`Watching`: the hops of the stack in this process, a few times a second, so that showing costs little."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from rich.console import Console

from isthmus.local.hop_log.lines import print_line
from isthmus.local.hop_log.log import HopLog, Line, LoggedHop
from isthmus.local.tracing.hop import Hop

PAUSE_SECONDS = 0.2
MOST_AT_ONCE = 50
"""What is described in one turn, at about half a millisecond each; the rest is counted."""


class Hops(Protocol):
    """Give hops. `isthmus.local.tracing.traffic.Traffic` does."""

    @property
    def newest(self) -> int:
        """The id of the hop that began last."""
        ...

    def hops(self, *, after: int, limit: int) -> list[Hop]:
        """Give the last hops that began after the one of that id, the oldest first."""
        ...

    def find(self, hop_id: int) -> Hop | None:
        """Give one hop, None if it is not kept."""
        ...


class Watching:
    """Look at what happened since the last time. `now` gives epoch seconds."""

    def __init__(self, traffic: Hops, *, now: Callable[[], float]) -> None:
        self._traffic = traffic
        self._now = now
        self._log = HopLog()
        self._seen = traffic.newest

    def look(self) -> tuple[list[Line], int]:
        """Give the lines that are due, and how many hops were too many to be shown."""
        skipped = 0
        open_ids = self._log.open_ids
        if self._traffic.newest > self._seen:
            fresh = self._traffic.hops(after=self._seen, limit=MOST_AT_ONCE)
            newest = max((hop.id for hop in fresh), default=self._traffic.newest)
            skipped = newest - self._seen - len(fresh)
            self._seen = newest
            for hop in fresh:
                self._log.take(LoggedHop.of(hop))
        for hop_id in open_ids:
            found = self._traffic.find(hop_id)
            if found is None:
                self._log.drop(hop_id)
            else:
                self._log.take(LoggedHop.of(found))
        return self._log.due(now=self._now()), max(0, skipped)


async def show_hops(traffic: Hops, *, console: Console) -> None:
    """Print the hops that begin from here on, until it is cancelled."""
    watching = Watching(traffic, now=time.time)
    while True:
        await asyncio.sleep(PAUSE_SECONDS)
        lines, skipped = watching.look()
        if lines or skipped:
            # In a thread: a terminal that is held (Ctrl-S) holds nothing else.
            await asyncio.to_thread(_print, console, lines, skipped)


def _print(console: Console, lines: Sequence[Line], skipped: int) -> None:
    if skipped:
        console.print(f"… {skipped} more than can be shown: isthmus local trace, or the console", style="dim")
    for line in lines:
        print_line(console, line)
