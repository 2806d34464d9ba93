"""`News`: what began and ended since somebody last looked, as much of it as can be described in time."""

from dataclasses import dataclass
from typing import Protocol

from isthmus.local.tracing.hop import Hop


class Hops(Protocol):
    """Give hops. `isthmus.local.tracing.traffic.Traffic` does."""

    @property
    def newest(self) -> int:
        """The id of the hop that began last."""
        ...

    async def prepare(self, *, after: int, limit: int) -> None:
        """Make the last hops after that id ready to be given, while others work."""
        ...

    def hops(self, *, after: int, limit: int) -> list[Hop]:
        """Give the last hops that began after the one of that id, the oldest first."""
        ...

    def find(self, hop_id: int) -> Hop | None:
        """Give one hop, None if it is not kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Hops that began, ended, or both; the ids of open ones that were forgotten; how many were left out."""

    hops: list[Hop]
    forgotten: list[int]
    skipped: int


class News:
    """Look at what happened from here on."""

    def __init__(self, traffic: Hops, *, most_at_once: int) -> None:
        self._traffic = traffic
        self._most_at_once = most_at_once
        self._seen = traffic.newest
        self._open: set[int] = set()

    async def prepare(self) -> None:
        """Make ready what `look` gives: large hops take their time, which nobody else should wait for."""
        since = min(self._open, default=self._seen + 1) - 1
        await self._traffic.prepare(after=min(since, self._seen), limit=self._most_at_once)

    def look(self) -> Happened:
        """Give what happened since the last look; of more than `most_at_once` that began, the last."""
        hops, forgotten, skipped = [], [], 0
        for hop_id in sorted(self._open):
            found = self._traffic.find(hop_id)
            if found is None:
                forgotten.append(hop_id)
            elif found.duration_ms is not None:
                hops.append(found)
        if self._traffic.newest > self._seen:
            fresh = self._traffic.hops(after=self._seen, limit=self._most_at_once)
            newest = max((hop.id for hop in fresh), default=self._traffic.newest)
            skipped = newest - self._seen - len(fresh)
            self._seen = newest
            hops += fresh
        self._open -= {*forgotten, *(hop.id for hop in hops)}
        self._open |= {hop.id for hop in hops if hop.duration_ms is None}
        return Happened(hops=hops, forgotten=forgotten, skipped=skipped)
