import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from isthmus.local.console.app import build_console
from isthmus.local.console.hops import LARGEST_LIMIT, LONGEST_TEXT, MOST_STREAMS, hop_routes
from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.traceparent import TraceParent
from unit.local.console.console_under_test import BASE_URL, ConsoleUnderTest

TRACE = "0af7651916cd43dd8448eb211c80319c"


def record(console: ConsoleUnderTest, target: str, *, is_traced: bool = False) -> Exchange:
    within = TraceParent(trace_id=TRACE, span_id="b7ad6b7169203331") if is_traced else None
    exchange = console.tracer.begin(
        receiver=Receiver.SALESFORCE,
        method="GET",
        target=target,
        request_headers=[(b"user-agent", b"curl/8")],
        within=within,
    )
    console.tracer.end(exchange, status=200)
    return exchange


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=-1",
        "after=1.5",
        "after=%D9%A1",
        "after=1&after=2",
        f"after={'9' * 16}",
        "limit=0",
        f"limit={LARGEST_LIMIT + 1}",
        "limit=ten",
        "trace=abc",
        f"trace={TRACE.upper()}",
        f"trace={TRACE}0",
        "flow=oauth",
        f"text={'x' * (LONGEST_TEXT + 1)}",
        "unknown=1",
        "Limit=1",
    ],
)
@pytest.mark.parametrize("path", ["/api/hops", "/api/hops.json", "/api/hops.mmd"])
def test_refuses_a_query_that_it_can_not_read(console: ConsoleUnderTest, path: str, query: str) -> None:
    answer = console.get(f"{path}?{query}")
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")


@pytest.mark.parametrize("query", ["after=x", "limit=1", "after=1&after=2"])
def test_refuses_to_stream_what_it_can_not_read(console: ConsoleUnderTest, query: str) -> None:
    assert console.get(f"/api/hops/stream?{query}").status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_refuses_another_method(console: ConsoleUnderTest, method: str) -> None:
    assert console.request(method, "/api/hops", json={}).status_code == 405


def test_gives_the_hops_that_are_asked_for(console: ConsoleUnderTest) -> None:
    record(console, "/id/keys")
    record(console, "/services/oauth2/userinfo", is_traced=True)
    answer = console.get("/api/hops").json()
    assert [hop["operation"] for hop in answer["hops"]] == ["signing keys (JWKS)", "userinfo"]
    assert answer["newest"] == 2
    assert [hop["id"] for hop in console.get("/api/hops?after=1").json()["hops"]] == [2]
    assert [hop["id"] for hop in console.get(f"/api/hops?trace={TRACE}&flow=&text=").json()["hops"]] == [2]
    assert [hop["id"] for hop in console.get("/api/hops?text=KEYS").json()["hops"]] == [1]
    assert console.get("/api/hops?flow=m2m&limit=1").json() == {"hops": [], "newest": 2}


def test_gives_them_as_files(console: ConsoleUnderTest) -> None:
    record(console, "/id/keys")
    download, diagram = console.get("/api/hops.json"), console.get("/api/hops.mmd")
    assert len(download.json()["hops"]) == 1
    assert download.headers["content-disposition"] == 'attachment; filename="hops.json"'
    assert diagram.text.startswith("sequenceDiagram\n")
    assert diagram.headers["content-disposition"] == 'attachment; filename="hops.mmd"'


def test_forgets_all_when_told_so(console: ConsoleUnderTest) -> None:
    record(console, "/id/keys")
    assert console.request("DELETE", "/api/hops").status_code == 200
    assert console.get("/api/hops").json() == {"hops": [], "newest": 1}


def test_half_a_character_is_no_fault(console: ConsoleUnderTest) -> None:
    exchange = record(console, "/x")
    exchange.response_headers = [(b"content-type", b"application/json")]
    exchange.response_body = b'{"a": "\\ud800"}'
    exchange.response_size = len(exchange.response_body)
    assert console.get("/api/hops").status_code == 200
    assert console.get("/api/hops.json").status_code == 200


def test_tells_hops_as_they_come_until_the_stack_stops(console: ConsoleUnderTest) -> None:
    events = stream(console, heartbeat_seconds=15)
    assert [event["id"] for event in events if event] == ["1", "2", "3"]
    documents = [json.loads(event["data"]) for event in events if event]
    assert [document["operation"] for document in documents] == [
        "signing keys (JWKS)",
        "userinfo",
        "authorize",
    ]
    assert {event["event"] for event in events if event} == {"hop"}


def test_the_head_of_a_stream_has_an_end(console: ConsoleUnderTest) -> None:
    answer = console.request("HEAD", "/api/hops/stream")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_refuses_more_streams_than_there_is_room_for(console: ConsoleUnderTest) -> None:
    async def follow() -> list[int]:
        traffic = console.parts().traffic
        parts = replace(console.parts(), traffic=traffic)
        transport = httpx2.ASGITransport(app=build_console(parts))
        async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            asked = [asyncio.create_task(client.get("/api/hops/stream")) for _ in range(MOST_STREAMS + 3)]
            await asyncio.sleep(0.05)
            traffic.close()
            return [(await each).status_code for each in asked]

    statuses: list[int] = console.user_pools.run(follow())
    assert (statuses.count(200), statuses.count(503)) == (MOST_STREAMS, 3)


def test_goes_on_after_what_a_browser_saw_last(console: ConsoleUnderTest) -> None:
    events = stream(console, heartbeat_seconds=15, headers={"Last-Event-ID": "2"})
    assert [event["id"] for event in events if event][-1] == "3"
    assert "1" not in [event["id"] for event in events if event]


def test_says_that_it_is_still_there(console: ConsoleUnderTest) -> None:
    assert len([event for event in stream(console, heartbeat_seconds=0.001) if not event]) > 1


def stream(
    console: ConsoleUnderTest, *, heartbeat_seconds: float, headers: dict[str, str] | None = None
) -> list[dict[str, str]]:
    """Follow two hops that are there and one that comes; give the events, comments as empty ones."""

    async def follow() -> str:
        traffic = console.parts().traffic
        app = Starlette(routes=hop_routes(traffic, heartbeat_seconds=heartbeat_seconds))
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            asked = asyncio.create_task(client.get("/api/hops/stream?after=0", headers=headers))
            await asyncio.sleep(0.02)
            record(console, "/services/oauth2/authorize")
            await asyncio.sleep(0.02)
            traffic.close()
            answer = await asked
        assert answer.headers["content-type"].startswith("text/event-stream")
        return answer.text

    record(console, "/id/keys")
    record(console, "/services/oauth2/userinfo")
    text: str = console.user_pools.run(follow())
    return [
        dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        for block in text.strip().split("\n\n")
    ]


def test_the_gate_stands_before_the_stream(console: ConsoleUnderTest) -> None:
    async def ask() -> Any:
        transport = httpx2.ASGITransport(app=build_console(console.parts()))
        async with httpx2.AsyncClient(transport=transport, base_url="http://evil.example") as client:
            return await client.get("/api/hops/stream")

    assert console.user_pools.run(ask()).status_code == 403
