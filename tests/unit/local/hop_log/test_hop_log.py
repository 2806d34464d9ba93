import json
from typing import Any

import pytest

from isthmus.errors import MalformedError
from isthmus.local.hop_log.log import MOST_DEPTHS, HopLog, LoggedHop
from unit.local.hop_log.logged import a_hop, shown, take


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "one"},
        {"began_at": []},
        {"duration_ms": "long"},
        {"status": "ok"},
        {"outcome": "sample"},
        {"faults": None},
        {"parent": {}},
    ],
)
def test_refuses_a_document_that_is_no_hop(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        LoggedHop.parse({**json.loads(json.dumps(a_hop().to_document())), **change})


def test_refuses_a_document_that_lacks_something() -> None:
    with pytest.raises(MalformedError):
        LoggedHop.parse({"id": 1})


def test_a_hop_is_the_same_by_its_document() -> None:
    hop = a_hop(2, parent=1, flow="m2m", faults=("org-slow",), error="invalid_client")
    assert LoggedHop.parse(json.loads(json.dumps(hop.to_document()))) == LoggedHop.of(hop)


def test_a_hop_that_is_open_is_not_shown_before_its_time() -> None:
    log = HopLog()
    take(log, a_hop(duration_ms=None))
    assert shown(log, seconds=1.9) == []
    assert log.open_ids == [1]


def test_a_hop_that_stays_open_is_shown_once_and_again_when_it_is_over() -> None:
    log = HopLog()
    take(log, a_hop(duration_ms=None))
    assert shown(log, seconds=2.0) == [(1, 0)]
    assert shown(log, seconds=3.0) == []
    take(log, a_hop())
    assert shown(log, seconds=3.0) == [(1, 0)]
    assert shown(log, seconds=4.0) == []


def test_a_hop_waits_for_those_within_it() -> None:
    log = HopLog()
    take(log, a_hop(1), a_hop(2, parent=1, duration_ms=None))
    assert shown(log, seconds=0.5) == []
    take(log, a_hop(2, parent=1))
    assert shown(log, seconds=0.5) == [(1, 0), (2, 1)]


def test_what_is_within_a_hop_stands_below_it_whatever_came_between() -> None:
    log = HopLog()
    take(log, a_hop(1), a_hop(2), a_hop(3, parent=1), a_hop(4, parent=3), a_hop(5, parent=1))
    assert shown(log, seconds=0) == [(1, 0), (3, 1), (4, 2), (5, 1), (2, 0)]


def test_what_comes_after_the_hop_that_it_is_within_is_indented_all_the_same() -> None:
    log = HopLog()
    take(log, a_hop(1))
    assert shown(log, seconds=0) == [(1, 0)]
    take(log, a_hop(2, parent=1))
    assert shown(log, seconds=0) == [(2, 1)]


def test_what_is_within_a_hop_that_stays_open_is_shown_as_it_ends() -> None:
    log = HopLog()
    take(log, a_hop(1, duration_ms=None), a_hop(2, parent=1))
    assert shown(log, seconds=2) == [(1, 0), (2, 1)]
    take(log, a_hop(3, parent=1, began_at=1_003.0, duration_ms=None))
    assert shown(log, seconds=3.1) == []
    take(log, a_hop(3, parent=1, began_at=1_003.0))
    assert shown(log, seconds=3.2) == [(3, 1)]


def test_hops_in_a_circle_are_all_shown() -> None:
    log = HopLog()
    take(log, a_hop(1, parent=2), a_hop(2, parent=1), a_hop(3, parent=3))
    assert sorted(number for number, _ in shown(log, seconds=0)) == [1, 2, 3]


def test_a_hop_of_which_nothing_more_is_known_is_left_out() -> None:
    log = HopLog()
    take(log, a_hop(duration_ms=None))
    log.drop(1)
    assert (log.open_ids, shown(log, seconds=9)) == ([], [])


def test_remembers_the_depths_of_so_many_hops_only() -> None:
    log = HopLog()
    for number in range(1, MOST_DEPTHS + 100):
        take(log, a_hop(number))
        shown(log, seconds=0)
    assert len(log._depths) == MOST_DEPTHS
