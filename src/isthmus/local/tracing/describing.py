"""`Describing`: one exchange to the `Hop` that is shown: named, masked, its tokens decoded."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from isthmus.local.tracing.exchange import Exchange, Headers
from isthmus.local.tracing.hop import Body, Hop, ShownToken
from isthmus.local.tracing.masking.bodies import mask_body
from isthmus.local.tracing.masking.headers import mask_headers
from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.stamp import Stamp
from isthmus.local.tracing.naming.answerers import Answerer, name_answerer
from isthmus.local.tracing.naming.askers import name_asker
from isthmus.local.tracing.naming.flows import find_flow
from isthmus.local.tracing.naming.outcomes import name_outcome
from isthmus.local.tracing.reading import Reading
from isthmus.local.tracing.tokens.finding import find_tokens
from isthmus.secret import Secret

NOT_FOR_SHOWING = ("/_isthmus/outbox", "/_isthmus/export")
"""Documents of the stack itself that are made of codes and secrets."""
SERVICES_NOT_FOR_SHOWING = ("AmazonSSM.", "TrentService.")
"""By the X-Amz-Target: parameters and keys, whose values have no name that says that they are secret."""
NOT_SHOWN = "(not shown: it is made of codes and secrets)"

Secrets = Callable[[], Collection[Secret]]
"""The secrets that the stack knows of itself: masked wherever they stand."""


class Inspector(Protocol):
    """Show tokens; `tokens.showing` does."""

    def show(
        self, unverified_token: str, *, place: str, masker: Masker, at: float | None
    ) -> ShownToken | None:
        """Give what may be seen of a token, None if it is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A hop, but for where it belongs; and who answers it, for what is asked within it."""

    hop: Hop
    answerer: Answerer


class Describing:
    """Describe exchanges, each on its own; `placed` says where it belongs."""

    def __init__(self, *, inspector: Inspector, secrets: Secrets, stamp: Stamp) -> None:
        self._inspector = inspector
        self._secrets = secrets
        self._stamp = stamp
        self._plain: tuple[Collection[Secret], Masker] | None = None

    def describe(self, exchange: Exchange) -> Described:
        """Describe one. Nothing that a client may send makes this fail."""
        reading = Reading(exchange)
        # SECURITY: twice, for a value may stand somewhere before the name that gives it away.
        masker = self._masker()
        hop = self._show(reading, masker=masker)
        if masker.found:
            masker = masker.again(found=masker.found)
            hop = self._show(reading, masker=masker)
        answerer = name_answerer(reading)
        shown = Answerer(
            party=answerer.party,
            name=masker.text(answerer.name),
            operation=masker.text(answerer.operation),
        )
        hop = replace(hop, answerer=shown.party, answerer_name=shown.name, operation=shown.operation)
        return Described(hop=hop, answerer=shown)

    def sign_of(self, exchange: Exchange) -> tuple[str, int] | None:
        """Give the flow that an exchange is a sign of, and how sure; None if it tells of none."""
        reading = Reading(exchange)
        return find_flow(reading, answerer=name_answerer(reading))

    def placed(
        self,
        described: Described,
        *,
        exchange: Exchange,
        trace: str,
        flow: str | None,
        parent: Described | None,
    ) -> Hop:
        """Give the hop where it belongs; who asked follows from within what it was asked."""
        party, name = name_asker(Reading(exchange), parent=parent.answerer if parent else None)
        masker = self._masker()
        # SECURITY: what a client calls itself may be a secret that is named elsewhere in the hop.
        shown = described.hop.asker_name if parent is None else masker.text(name)
        return replace(
            described.hop,
            trace=trace,
            flow=flow,
            parent=parent.hop.id if parent else None,
            asker=party,
            asker_name=shown,
        )

    def _masker(self) -> Masker:
        """Give a fresh one; secrets are spelled anew only if they are others than before."""
        secrets = self._secrets()
        if self._plain is None or self._plain[0] is not secrets:
            self._plain = secrets, Masker(secrets=secrets, found=(), stamp=self._stamp)
        return self._plain[1].again(found=())

    def _show(self, reading: Reading, *, masker: Masker) -> Hop:
        exchange = reading.exchange
        outcome, error = name_outcome(reading)
        party, name = name_asker(reading, parent=None)
        answerer = name_answerer(reading)
        return Hop(
            id=exchange.number,
            trace="",
            parent=None,
            flow=None,
            asker=party,
            asker_name=masker.text(name),
            answerer=answerer.party,
            answerer_name=answerer.name,
            operation=answerer.operation,
            began_at=exchange.began_at,
            duration_ms=None if exchange.seconds is None else round(exchange.seconds * 1000, 3),
            method=masker.text(exchange.method),
            url=masker.url(exchange.target),
            status=exchange.status,
            outcome=outcome,
            error=None if error is None else masker.text(error),
            faults=exchange.faults,
            request_headers=mask_headers(exchange.request_headers, masker=masker),
            request_body=_body(
                reading,
                content=exchange.request_body,
                size=exchange.request_size,
                headers=exchange.request_headers,
                masker=masker,
            ),
            response_headers=mask_headers(exchange.response_headers, masker=masker),
            response_body=_body(
                reading,
                content=exchange.response_body,
                size=exchange.response_size,
                headers=exchange.response_headers,
                masker=masker,
            ),
            tokens=tuple(self._tokens(reading, masker=masker)),
        )

    def _tokens(self, reading: Reading, *, masker: Masker) -> Iterable[ShownToken]:
        for place, token in find_tokens(reading):
            shown = self._inspector.show(token, place=place, masker=masker, at=reading.exchange.began_at)
            if shown is not None:
                yield shown


def _body(reading: Reading, *, content: bytes, size: int, headers: Headers, masker: Masker) -> Body:
    target = reading.request_headers.get("x-amz-target", "")
    if size and (reading.path in NOT_FOR_SHOWING or target.startswith(SERVICES_NOT_FOR_SHOWING)):
        return Body(kind="text", text=NOT_SHOWN, size=size, is_cut=False)
    return mask_body(
        content,
        size=size,
        is_open=reading.exchange.seconds is None,
        content_type=_header(headers, b"content-type"),
        encoding=_header(headers, b"content-encoding").strip().lower(),
        masker=masker,
    )


def _header(headers: Headers, wanted: bytes) -> str:
    return next((value.decode("latin-1") for name, value in headers if name.lower() == wanted), "")
