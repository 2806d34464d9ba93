from dataclasses import dataclass, field

from isthmus.local.tracing.hop import Hop
from isthmus.local.tracing.news import Happened, News
from unit.local.hop_log.logged import a_hop


@dataclass(slots=True)
class Kept:
    """Hops as `Traffic` gives them."""

    by_id: dict[int, Hop] = field(default_factory=dict)
    newest: int = 0

    def add(self, *hops: Hop) -> None:
        for hop in hops:
            self.by_id[hop.id] = hop
            self.newest = max(self.newest, hop.id)

    async def prepare(self, *, after: int, limit: int) -> None:
        pass

    def hops(self, *, after: int, limit: int) -> list[Hop]:
        return [hop for number, hop in sorted(self.by_id.items()) if number > after][-limit:]

    def find(self, hop_id: int) -> Hop | None:
        return self.by_id.get(hop_id)


def told(happened: Happened) -> list[tuple[int, bool]]:
    return [(hop.id, hop.duration_ms is not None) for hop in happened.hops]


def test_tells_nothing_of_before() -> None:
    kept = Kept()
    kept.add(a_hop(1))
    assert News(kept, most_at_once=9).look() == Happened(hops=[], forgotten=[], skipped=0)


def test_leaves_out_what_is_too_much_and_counts_it() -> None:
    kept = Kept()
    news = News(kept, most_at_once=2)
    kept.add(*(a_hop(number) for number in range(1, 6)))
    happened = news.look()
    assert (told(happened), happened.skipped) == ([(4, True), (5, True)], 3)
    assert news.look().skipped == 0


def test_tells_that_an_open_hop_was_forgotten_once() -> None:
    kept = Kept()
    news = News(kept, most_at_once=9)
    kept.add(a_hop(1, duration_ms=None))
    news.look()
    kept.by_id.clear()
    assert news.look().forgotten == [1]
    assert news.look().forgotten == []


def test_all_that_began_may_be_forgotten_before_a_look() -> None:
    kept = Kept()
    news = News(kept, most_at_once=9)
    kept.newest = 5
    assert news.look() == Happened(hops=[], forgotten=[], skipped=5)
    kept.add(a_hop(6))
    assert told(news.look()) == [(6, True)]


def test_tells_a_hop_when_it_began_and_when_it_ended() -> None:
    kept = Kept()
    news = News(kept, most_at_once=9)
    kept.add(a_hop(1, duration_ms=None))
    assert told(news.look()) == [(1, False)]
    assert told(news.look()) == []
    kept.add(a_hop(1), a_hop(2))
    assert told(news.look()) == [(1, True), (2, True)]
    assert told(news.look()) == []
