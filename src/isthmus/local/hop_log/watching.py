"""The hops of the stack in this process, shown on its terminal a few times a second."""

import asyncio
import time
from collections.abc import Sequence

from rich.console import Console

from isthmus.local.hop_log.lines import print_line
from isthmus.local.hop_log.log import HopLog, Line, LoggedHop
from isthmus.local.tracing.news import Hops, News

PAUSE_SECONDS = 0.2
MOST_AT_ONCE = 50
"""What is described for one look; the rest is counted."""


async def show_hops(traffic: Hops, *, console: Console) -> None:
    """Print the hops that begin from here on, until it is cancelled or nobody reads them any longer."""
    watching = Watching(traffic)
    while True:
        await asyncio.sleep(PAUSE_SECONDS)
        await watching.prepare()
        lines, skipped = watching.look(now=time.time())
        if lines or skipped:
            # In a thread: a terminal that is held (Ctrl-S) holds nothing else.
            is_read = await asyncio.to_thread(_print, console, lines, skipped)
            if not is_read:
                return


class Watching:
    """Give the lines that are due."""

    def __init__(self, traffic: Hops) -> None:
        self._news = News(traffic, most_at_once=MOST_AT_ONCE)
        self._log = HopLog()

    async def prepare(self) -> None:
        """Make ready what there is to show, while others work."""
        await self._news.prepare()

    def look(self, *, now: float) -> tuple[list[Line], int]:
        """Give the lines that are due at that time, and how many hops were too many to be shown."""
        happened = self._news.look()
        for hop_id in happened.forgotten:
            self._log.drop(hop_id)
        for hop in happened.hops:
            self._log.take(LoggedHop.of(hop))
        return self._log.due(now=now), happened.skipped


def _print(console: Console, lines: Sequence[Line], skipped: int) -> bool:
    try:
        if skipped:
            console.print(f"… {skipped} more than can be shown: the console has them", style="dim")
        for line in lines:
            print_line(console, line)
    except (OSError, SystemExit):  # rich ends the process if nobody reads; a stack is more than its log
        return False
    return True
