import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from isthmus.errors import ConfigurationError
from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.hop import Hop, Outcome, Party
from isthmus.local.tracing.opentelemetry import MOST_AT_ONCE, Export, TellingOnce, exporting, traces_address
from isthmus.local.tracing.spans import Spans
from isthmus.local.tracing.traceparent import TraceParent
from isthmus.local.tracing.tracer import Tracer
from unit.local.hop_log.logged import a_hop
from unit.local.tracing.recorded import SPAN, TRACE, SetClock

SECRETS = ("sample-header", "sample-body", "sample-query")


class Recorded:
    """A tracer's exchanges and their hops, as `Traffic` gives them."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.tracer = Tracer(clock=self.clock)
        self._hops: dict[int, Hop] = {}

    @property
    def newest(self) -> int:
        return self.tracer.newest

    async def prepare(self, *, after: int, limit: int) -> None:
        pass

    def hops(self, *, after: int, limit: int) -> list[Hop]:
        return [hop for number, hop in sorted(self._hops.items()) if number > after][-limit:]

    def find(self, hop_id: int) -> Hop | None:
        return self._hops.get(hop_id)

    def add(
        self,
        *,
        receiver: Receiver = Receiver.AWS,
        within: TraceParent | None = None,
        seconds: float | None = 0.25,
        **changes: Any,
    ) -> Exchange:
        exchange = self.tracer.begin(
            receiver=receiver, method="POST", target="/", request_headers=[], within=within
        )
        self._hops[exchange.number] = a_hop(exchange.number, duration_ms=None, **changes)
        if seconds is not None:
            self.end(exchange, seconds=seconds, **changes)
        return exchange

    def end(self, exchange: Exchange, *, seconds: float = 0.25, **changes: Any) -> None:
        self.clock.time += seconds
        self.tracer.end(exchange, status=200)
        self._hops[exchange.number] = a_hop(exchange.number, **changes)


def spans_of(recorded: Recorded) -> list[Any]:
    memory = InMemorySpanExporter()
    spans = Spans(SimpleSpanProcessor(memory))
    kept = {exchange.number: exchange for exchange in recorded.tracer.exchanges_after(0)}
    for number, exchange in kept.items():
        hop = recorded.find(number)
        assert hop is not None
        spans.add(hop, exchange=exchange, parent=kept.get(hop.parent) if hop.parent else None)
    return list(memory.get_finished_spans())


def span_of(**changes: Any) -> Any:
    recorded = Recorded()
    recorded.add(**changes)
    (span,) = spans_of(recorded)
    return span


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "collector:4318",
        "grpc://collector:4317",
        "http://",
        "http://[::1",
        "http://collector:99999999",
        "http://collector:4318/?a=b",
        "http://collector:4318/#a",
        "http://sample:pass@collector:4318",
    ],
)
def test_refuses_an_endpoint_that_is_no_address_or_has_a_password(endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match="OTLP endpoint") as caught:
        traces_address(endpoint)
    assert "pass@" not in str(caught.value)


@pytest.mark.parametrize("endpoint", ["https://collector.example/otlp", "https://collector.example/otlp/"])
def test_spans_go_to_the_path_for_traces(endpoint: str) -> None:
    assert traces_address(endpoint) == "https://collector.example/otlp/v1/traces"


@pytest.mark.parametrize("receiver", list(Receiver))
def test_a_span_has_nothing_of_headers_bodies_and_queries(receiver: Receiver) -> None:
    text = span_of(receiver=receiver, error="invalid_client", outcome=Outcome.REFUSED, status=401).to_json()
    assert not [secret for secret in SECRETS if secret in text]


def test_a_method_that_is_none_of_http_is_not_passed_on() -> None:
    assert span_of(method="SAMPLE").attributes["http.request.method"] == "_OTHER"


def test_a_refusal_is_no_error_of_who_answers_but_has_its_type() -> None:
    span = span_of(outcome=Outcome.REFUSED, status=401, error="invalid_client")
    assert (span.status.is_unset, span.attributes["error.type"]) == (True, "invalid_client")


@pytest.mark.parametrize(
    ("changes", "error_type"),
    [
        ({"outcome": Outcome.FAILED, "status": 503}, "503"),
        ({"outcome": Outcome.FAILED, "status": 0}, "broken"),
        ({"outcome": Outcome.REFUSED, "status": 404, "receiver": Receiver.OUTSIDE}, "404"),
        ({"outcome": Outcome.REFUSED, "error": "Unhandled", "receiver": Receiver.FUNCTION}, "Unhandled"),
    ],
)
def test_what_failed_is_an_error(changes: dict[str, Any], error_type: str) -> None:
    span = span_of(**changes)
    assert (span.status.is_ok, span.status.is_unset) == (False, False)
    assert span.attributes["error.type"] == error_type


def test_a_span_has_the_attributes_of_http_by_the_semantic_conventions() -> None:
    span = span_of(request_headers=(("host", "127.0.0.1:4566"),), flow="m2m", faults=("org-slow",))
    assert span.name == "client_credentials token"
    assert span.kind.name == "SERVER"
    assert span.resource.attributes["service.name"] == "isthmus-cognito"
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "url.path": "/oauth2/token",
        "server.address": "127.0.0.1",
        "isthmus.asker": "Client",
        "isthmus.answerer": "Cognito",
        "isthmus.flow": "m2m",
        "isthmus.faults": ("org-slow",),
    }


@pytest.mark.parametrize("host", ["[", "[::1", "a\u2100b", "", "localhost:port", "x]"])
def test_a_host_that_is_none_ends_nothing(host: str) -> None:
    span = span_of(request_headers=(("host", host),))
    assert span.attributes["url.path"] == "/oauth2/token"


@pytest.mark.parametrize("url", ["//[x/y", "*", "http://[x/y", ""])
def test_an_address_that_is_none_ends_nothing(url: str) -> None:
    assert span_of(url=url).attributes["url.path"]


def test_a_function_is_named_by_the_semantic_conventions_for_faas() -> None:
    changes = {"answerer": Party.FUNCTION, "answerer_name": "VerifyAuthChallenge", "method": "INVOKE"}
    span = span_of(receiver=Receiver.FUNCTION, **changes)
    assert span.kind.name == "CLIENT"
    assert span.attributes["faas.invoked_name"] == "VerifyAuthChallenge"
    assert not [name for name in span.attributes if name.startswith(("http.", "url.", "server."))]


def test_a_host_outside_is_told_by_its_address() -> None:
    span = span_of(receiver=Receiver.OUTSIDE, url="https://accounts.example/token?code=sample-query")
    assert (span.attributes["server.address"], span.attributes["url.path"]) == ("accounts.example", "/token")


def test_ids_parents_and_times_are_those_of_the_stack() -> None:
    recorded = Recorded()
    first = recorded.add(within=TraceParent(trace_id=TRACE, span_id=SPAN), trace=TRACE)
    second = recorded.add(trace=TRACE, parent=first.number)
    outer, inner = spans_of(recorded)
    assert (f"{outer.context.trace_id:032x}", f"{outer.parent.span_id:016x}") == (TRACE, SPAN)
    assert (outer.parent.is_remote, inner.parent.is_remote) == (True, False)
    assert f"{outer.context.span_id:016x}" == first.span_id
    assert f"{inner.context.span_id:016x}" == second.span_id
    assert (inner.parent.span_id, inner.context.trace_id) == (outer.context.span_id, outer.context.trace_id)
    assert (outer.start_time, outer.end_time - outer.start_time) == (1_000 * 10**9, 250_000_000)


def test_a_hop_that_nobody_asked_for_within_another_is_a_root() -> None:
    span = span_of()
    assert span.parent is None
    assert f"{span.context.trace_id:032x}" == a_hop().trace


def test_exports_a_hop_once_and_when_it_is_over() -> None:
    recorded, memory = Recorded(), InMemorySpanExporter()
    recorded.add()
    export = Export(recorded, tracer=recorded.tracer, exporter=memory)
    exchange = recorded.add(seconds=None, operation="later")
    export.look()
    recorded.end(exchange, operation="later")
    export.look()
    export.look()
    export.close()
    assert [span.name for span in memory.get_finished_spans()] == ["later"]


def test_exports_no_more_at_once_than_can_be_described_in_time() -> None:
    recorded, memory = Recorded(), InMemorySpanExporter()
    export = Export(recorded, tracer=recorded.tracer, exporter=memory)
    for _ in range(MOST_AT_ONCE + 10):
        recorded.add()
    export.look()
    export.close()
    assert len(memory.get_finished_spans()) == MOST_AT_ONCE


def test_says_once_that_the_collector_takes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    refusing = InMemorySpanExporter()
    refusing.shutdown()
    exporter = TellingOnce(refusing, endpoint="http://collector.example")
    for _ in range(3):
        exporter.export([span_of()])
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "http://collector.example took no spans" in caplog.text


class Collector:
    """What an OTLP receiver was sent."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.names: list[str] = []
        self.url = ""


@pytest.fixture
def collector() -> Iterator[Collector]:
    sent = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = ExportTraceServiceRequest()
            request.ParseFromString(self.rfile.read(int(self.headers["content-length"])))
            sent.paths.append(self.path)
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    sent.names += [span.name for span in scope.spans]
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sent.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield sent
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def otel_logger() -> Iterator[None]:
    logger = logging.getLogger("opentelemetry")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.mark.anyio
@pytest.mark.usefixtures("otel_logger")
async def test_what_ended_before_the_stop_reaches_the_collector(collector: Collector) -> None:
    recorded = Recorded()
    async with exporting(recorded, tracer=recorded.tracer, endpoint=collector.url, pause_seconds=60):
        recorded.add()
    assert (collector.paths, collector.names) == (["/v1/traces"], ["client_credentials token"])


@pytest.mark.anyio
@pytest.mark.usefixtures("otel_logger")
async def test_a_collector_that_is_down_holds_up_nothing_and_costs_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorded = Recorded()
    async with exporting(recorded, tracer=recorded.tracer, endpoint="http://127.0.0.1:1", pause_seconds=60):
        recorded.add()
    assert [record.name for record in caplog.records] == ["isthmus.local.tracing.opentelemetry"]
