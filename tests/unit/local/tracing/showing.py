"""Describe one exchange with nothing known: no secrets, no keys."""

import json

from isthmus.local.tracing.describing import Describing
from isthmus.local.tracing.exchange import Exchange
from isthmus.local.tracing.hop import Hop
from isthmus.local.tracing.masking.stamp import Stamp
from isthmus.local.tracing.tokens.issuers import Issuer, Issuers
from isthmus.local.tracing.tokens.showing import TokenInspector
from isthmus.secret import Secret


class FixedClock:
    """Stand still."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


class NoIssuers:
    """Know none: nothing can be checked."""

    def find_issuer(self, issuer: str) -> Issuer | None:  # noqa: ARG002  the port asks by name
        return None


def describe(exchange: Exchange, *, secrets: tuple[str, ...] = (), issuers: Issuers | None = None) -> Hop:
    """Give the hop, in no trace."""
    describing = Describing(
        inspector=TokenInspector(issuers=issuers or NoIssuers(), clock=FixedClock(exchange.began_at)),
        secrets=lambda: [Secret(each) for each in secrets],
        stamp=Stamp(b"sample key"),
    )
    described = describing.describe(exchange)
    return describing.placed(described, exchange=exchange, trace="0" * 32, flow=None, parent=None)


def document_of(exchange: Exchange, *, secrets: tuple[str, ...] = ()) -> str:
    """Give all that leaves the process of an exchange, as one text."""
    return json.dumps(describe(exchange, secrets=secrets).to_document(), ensure_ascii=False)
