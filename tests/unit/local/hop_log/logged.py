"""Hops to be logged."""

from typing import Any

from isthmus.local.hop_log.log import HopLog, LoggedHop
from isthmus.local.tracing.hop import Body, Hop, Outcome, Party

NOTHING = Body(kind="empty", text="", size=0, is_cut=False)
BEGAN = 1_000.0


def a_hop(number: int = 1, *, parent: int | None = None, **changes: Any) -> Hop:
    """Give a hop that is over, unless its `duration_ms` is None."""
    is_open = "duration_ms" in changes and changes["duration_ms"] is None
    facts: dict[str, Any] = {
        "id": number,
        "trace": "4bf92f3577b34da6a3ce929d0e0e4736",
        "parent": parent,
        "flow": None,
        "asker": Party.CLIENT,
        "asker_name": "Client",
        "answerer": Party.COGNITO,
        "answerer_name": "Cognito",
        "operation": "client_credentials token",
        "began_at": BEGAN,
        "duration_ms": 12.3,
        "method": "POST",
        "url": "/oauth2/token?sample-query",
        "status": None if is_open else 200,
        "outcome": Outcome.OPEN if is_open else Outcome.OK,
        "error": None,
        "faults": (),
        "request_headers": (("authorization", "sample-header"),),
        "request_body": Body(kind="form", text="sample-body", size=11, is_cut=False),
        "response_headers": (),
        "response_body": NOTHING,
        "tokens": (),
    }
    return Hop(**{**facts, **changes})


def take(log: HopLog, *hops: Hop) -> None:
    for hop in hops:
        log.take(LoggedHop.of(hop))


def shown(log: HopLog, *, seconds: float) -> list[tuple[int, int]]:
    """Give the ids and depths of what is due so many seconds after all began."""
    return [(line.hop.id, line.depth) for line in log.due(now=BEGAN + seconds)]
