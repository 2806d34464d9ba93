"""Hops as OpenTelemetry spans, sent in batches by OTLP over HTTP: no headers, no bodies, no secrets.

Attributes are those of the semantic conventions for HTTP and FaaS, and `isthmus.*`. The queue is bounded, and
so is the time that the last batch has; a collector that is down costs spans and one line of the log.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from isthmus.errors import ConfigurationError
from isthmus.local.background import running_beside
from isthmus.local.tracing.news import Hops, News
from isthmus.local.tracing.spans import Spans
from isthmus.local.tracing.tracer import Tracer

PAUSE_SECONDS = 0.5
MOST_AT_ONCE = 100
"""What is described in one turn, at about half a millisecond each; the rest is left out."""
MOST_QUEUED, BATCH, DELAY_MS = 2048, 512, 1000
ANSWER_SECONDS, STOP_SECONDS = 3.0, 4.0
LOG = logging.getLogger(__name__)


def traces_address(endpoint: str) -> str:
    """Give where spans go at a collector (OTLP, "OTLP/HTTP Request"); raise ConfigurationError."""
    try:
        parts = urlsplit(endpoint)
        is_address = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError as error:
        raise ConfigurationError("the OTLP endpoint is no address") from error
    if not is_address or parts.query or parts.fragment:
        raise ConfigurationError(
            "the OTLP endpoint is no http or https address, such as http://127.0.0.1:4318"
        )
    if parts.username is not None:
        raise ConfigurationError("the OTLP endpoint has a password: put it into OTEL_EXPORTER_OTLP_HEADERS")
    return f"{endpoint.rstrip('/')}/v1/traces"


@asynccontextmanager
async def exporting(
    traffic: Hops, *, tracer: Tracer, endpoint: str, pause_seconds: float = PAUSE_SECONDS
) -> AsyncIterator[None]:
    """Send what begins within the block and ends there; raise ConfigurationError for what is no address."""
    exporter = OTLPSpanExporter(endpoint=traces_address(endpoint), timeout=ANSWER_SECONDS)
    # What it says of each failure, TellingOnce says once.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
    export = Export(traffic, tracer=tracer, exporter=TellingOnce(exporter, endpoint=endpoint))
    try:
        async with running_beside(_look_often(export, pause_seconds=pause_seconds)):
            yield
    finally:
        export.look()
        await _in_time(export.close)


class Export:
    """Send the hops that ended since the last look."""

    def __init__(self, traffic: Hops, *, tracer: Tracer, exporter: SpanExporter) -> None:
        self._news = News(traffic, most_at_once=MOST_AT_ONCE)
        self._tracer = tracer
        self._processor = BatchSpanProcessor(
            exporter,
            max_queue_size=MOST_QUEUED,
            max_export_batch_size=BATCH,
            schedule_delay_millis=DELAY_MS,
        )
        self._spans = Spans(self._processor)

    async def prepare(self) -> None:
        """Make ready what ended, while others work."""
        await self._news.prepare()

    def look(self) -> None:
        """Queue what ended; what the queue has no place for is lost."""
        kept = {exchange.number: exchange for exchange in self._tracer.exchanges_after(0)}
        for hop in self._news.look().hops:
            exchange = kept.get(hop.id)
            if hop.duration_ms is not None and exchange is not None:
                parent = kept.get(hop.parent) if hop.parent else None
                self._spans.add(hop, exchange=exchange, parent=parent)

    def close(self) -> None:
        """Send what is queued. It may take as long as the collector does."""
        self._processor.shutdown()


class TellingOnce(SpanExporter):
    """Say once that the collector takes nothing."""

    def __init__(self, exporter: SpanExporter, *, endpoint: str) -> None:
        self._exporter = exporter
        self._endpoint = endpoint
        self._has_told = False

    def export(self, spans: Sequence[Any]) -> SpanExportResult:
        """Export; what fails is dropped."""
        result = self._exporter.export(spans)
        if result is not SpanExportResult.SUCCESS and not self._has_told:
            self._has_told = True
            LOG.warning("the collector at %s took no spans; what it does not take is dropped", self._endpoint)
        return result

    def shutdown(self) -> None:
        """End waiting for the collector."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Flush what the exporter holds."""
        return bool(self._exporter.force_flush(timeout_millis))


async def _look_often(export: Export, *, pause_seconds: float) -> None:
    while True:
        await asyncio.sleep(pause_seconds)
        await export.prepare()
        export.look()


async def _in_time(close: Callable[[], None]) -> None:
    """Close in a thread that nobody waits for longer than STOP_SECONDS, not even the end of the process."""
    loop = asyncio.get_running_loop()
    closed: asyncio.Future[None] = loop.create_future()

    def run() -> None:
        close()
        with suppress(RuntimeError):  # the loop has gone on and ended
            loop.call_soon_threadsafe(_finish, closed)

    threading.Thread(target=run, name="otlp-close", daemon=True).start()
    with suppress(TimeoutError):
        await asyncio.wait_for(closed, STOP_SECONDS)


def _finish(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
