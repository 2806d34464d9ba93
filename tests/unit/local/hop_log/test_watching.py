from dataclasses import dataclass, field

from isthmus.local.hop_log.watching import MOST_AT_ONCE, Watching
from isthmus.local.tracing.hop import Hop
from unit.local.hop_log.logged import BEGAN, a_hop


@dataclass(slots=True)
class Recorded:
    """Hops as `Traffic` gives them."""

    kept: dict[int, Hop] = field(default_factory=dict)
    newest: int = 0
    asked: int = 0

    def add(self, *hops: Hop) -> None:
        for hop in hops:
            self.kept[hop.id] = hop
            self.newest = max(self.newest, hop.id)

    async def prepare(self, *, after: int, limit: int) -> None:
        pass

    def hops(self, *, after: int, limit: int) -> list[Hop]:
        self.asked += 1
        return [hop for number, hop in sorted(self.kept.items()) if number > after][-limit:]

    def find(self, hop_id: int) -> Hop | None:
        return self.kept.get(hop_id)


def ids(watching: Watching) -> list[int]:
    return [line.hop.id for line in watching.look(now=BEGAN)[0]]


def test_what_was_before_is_not_shown() -> None:
    recorded = Recorded()
    recorded.add(a_hop(1))
    assert ids(Watching(recorded)) == []


def test_asks_for_nothing_while_nothing_happens() -> None:
    recorded = Recorded()
    watching = Watching(recorded)
    watching.look(now=BEGAN)
    assert recorded.asked == 0


def test_what_is_too_much_at_once_is_counted_and_not_described() -> None:
    recorded = Recorded()
    watching = Watching(recorded)
    recorded.add(*(a_hop(number) for number in range(1, MOST_AT_ONCE + 31)))
    lines, skipped = watching.look(now=BEGAN)
    assert (len(lines), skipped) == (MOST_AT_ONCE, 30)
    assert watching.look(now=BEGAN) == ([], 0)


def test_a_hop_is_shown_once_it_is_over() -> None:
    recorded = Recorded()
    watching = Watching(recorded)
    recorded.add(a_hop(1, duration_ms=None))
    assert ids(watching) == []
    recorded.add(a_hop(1))
    assert ids(watching) == [1]
    assert ids(watching) == []


def test_an_open_hop_that_was_forgotten_is_left_out() -> None:
    recorded = Recorded()
    watching = Watching(recorded)
    recorded.add(a_hop(1, duration_ms=None))
    assert ids(watching) == []
    recorded.kept.clear()
    assert ids(watching) == []
    assert watching._log.open_ids == []
