"""`Spans`: an OpenTelemetry span of each hop, with the ids that the stack gave it and its own times."""

from typing import Any
from urllib.parse import urlsplit

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.hop import Hop, Outcome

NANOSECONDS = 1_000_000_000
# Semantic conventions, "HTTP request method": any other is _OTHER, for values are to be few.
METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"})
ASKED_ELSEWHERE = frozenset({Receiver.FUNCTION, Receiver.OUTSIDE})
SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class Spans:
    """Make spans of hops that are over and give them to a processor. Not for several threads."""

    def __init__(self, processor: SpanProcessor) -> None:
        self._processor = processor
        self._ids = _Ids()
        self._providers: dict[str, TracerProvider] = {}

    def add(self, hop: Hop, *, exchange: Exchange, parent: Exchange | None) -> None:
        """Add one; its parent is the hop that it was made within, or the span that its client told of."""
        self._ids.trace_id, self._ids.span_id = int(hop.trace, 16), int(exchange.span_id, 16)
        parent_id = parent.span_id if parent is not None else exchange.parent_span_id
        began = int(exchange.began_at * NANOSECONDS)
        span = self._tracer(hop).start_span(
            hop.operation or hop.method,
            context=None if parent_id is None else self._within(parent_id, is_remote=parent is None),
            kind=SpanKind.CLIENT if exchange.receiver in ASKED_ELSEWHERE else SpanKind.SERVER,
            attributes=_attributes(hop, receiver=exchange.receiver),
            start_time=began,
        )
        if _is_error(hop, receiver=exchange.receiver):
            span.set_status(Status(StatusCode.ERROR))
        span.end(end_time=began + int((exchange.seconds or 0.0) * NANOSECONDS))

    def _within(self, span_id: str, *, is_remote: bool) -> Any:
        context = SpanContext(
            trace_id=self._ids.trace_id,
            span_id=int(span_id, 16),
            is_remote=is_remote,
            trace_flags=SAMPLED,
        )
        return set_span_in_context(NonRecordingSpan(context))

    def _tracer(self, hop: Hop) -> Any:
        """Give the tracer of the system that answered: each is a service of its own."""
        name = f"isthmus-{hop.answerer.value.replace('_', '-')}"
        if name not in self._providers:
            provider = TracerProvider(
                sampler=ALWAYS_ON,
                resource=Resource({"service.name": name, "service.namespace": "isthmus"}),
                id_generator=self._ids,
                span_limits=SpanLimits(),
                shutdown_on_exit=False,
            )
            provider.add_span_processor(self._processor)
            self._providers[name] = provider
        return self._providers[name].get_tracer("isthmus.local.tracing")


class _Ids(IdGenerator):
    """The ids of the hop that is being added."""

    def __init__(self) -> None:
        self.trace_id = 0
        self.span_id = 0

    def generate_span_id(self) -> int:
        return self.span_id

    def generate_trace_id(self) -> int:
        return self.trace_id


def _attributes(hop: Hop, *, receiver: Receiver) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "isthmus.asker": hop.asker_name,
        "isthmus.answerer": hop.answerer_name,
        "isthmus.flow": hop.flow,
        "isthmus.faults": list(hop.faults) or None,
        "error.type": _error_type(hop),
    }
    if receiver is Receiver.FUNCTION:
        attributes |= {"faas.invoked_name": hop.answerer_name, "faas.invoked_provider": "aws"}
    else:
        attributes |= _of_http(hop)
    return {name: value for name, value in attributes.items() if value is not None}


def _of_http(hop: Hop) -> dict[str, Any]:
    # NOTE: the masked address, and of it the path alone: a query may say too much.
    path = hop.url.partition("?")[0]
    is_whole = "://" in path
    host = (
        path.partition("://")[2].partition("/")[0] if is_whole else dict(hop.request_headers).get("host", "")
    )
    return {
        "http.request.method": hop.method if hop.method in METHODS else "_OTHER",
        "http.response.status_code": hop.status or None,
        "url.path": ("/" + path.partition("://")[2].partition("/")[2] if is_whole else path) or "/",
        "server.address": _host_name(host),
    }


def _host_name(unverified_host: str) -> str | None:
    """Give the name without its port, None for what is no host: whoever asks writes it."""
    try:
        return urlsplit(f"//{unverified_host}").hostname
    except ValueError:
        return None


def _error_type(hop: Hop) -> str | None:
    if hop.outcome not in {Outcome.REFUSED, Outcome.FAILED}:
        return None
    return hop.error or (str(hop.status) if hop.status else "broken")


def _is_error(hop: Hop, *, receiver: Receiver) -> bool:
    """Semantic conventions, "Status": 4xx is an error of who asks, not of who answers."""
    return hop.outcome is Outcome.FAILED or (hop.outcome is Outcome.REFUSED and receiver in ASKED_ELSEWHERE)
