"""`/api/hops`: what passed between the systems, as JSON, as a stream, as a Mermaid diagram."""

import asyncio
import contextlib
import json
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from isthmus.local.console.answering import ConsoleError, ascii_json
from isthmus.local.tracing.mermaid import to_mermaid

if TYPE_CHECKING:
    from isthmus.local.tracing.hop import Hop
    from isthmus.local.tracing.traffic import Traffic

HEARTBEAT_SECONDS = 15
MOST_STREAMS = 20
MOST_EVENTS = 50
LARGEST_LIMIT = 2000
DEFAULT_LIMIT = 200
LONGEST_TEXT = 200
FLOWS = ("m2m", "web_identity", "session_sso")
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
_TRACE = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FILTERS = frozenset({"after", "trace", "flow", "text", "limit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HopFilter:
    """Which hops are wanted."""

    after: int
    trace: str | None
    flow: str | None
    text: str
    limit: int


def hop_routes(traffic: "Traffic", *, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> list[BaseRoute]:
    """Give the addresses."""
    streams: set[object] = set()
    documents = _Documents()

    async def show(request: Request) -> Response:
        hops = await _find(traffic, request, limit=DEFAULT_LIMIT)
        return StreamingResponse(_list(hops, newest=traffic.newest), media_type="application/json")

    async def download(request: Request) -> Response:
        hops = await _find(traffic, request, limit=LARGEST_LIMIT)
        listed = _list(hops, newest=traffic.newest)
        return StreamingResponse(listed, media_type="application/json", headers=_as_file("hops.json"))

    async def draw(request: Request) -> Response:
        diagram = to_mermaid(await _find(traffic, request, limit=LARGEST_LIMIT))
        return Response(diagram, media_type="text/plain; charset=utf-8", headers=_as_file("hops.mmd"))

    async def forget(_: Request) -> Response:
        traffic.forget()
        return ascii_json({"hops": [], "newest": traffic.newest})

    async def stream(request: Request) -> Response:
        after = _read_after(request)
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        if len(streams) >= MOST_STREAMS:
            raise ConsoleError("too_many_streams", f"{MOST_STREAMS} follow already.", status=503)
        me = object()
        streams.add(me)
        hops = _events(traffic, after=after, heartbeat_seconds=heartbeat_seconds, documents=documents)
        events = _counted(hops, leave=lambda: streams.discard(me))
        return StreamingResponse(events, media_type="text/event-stream")

    return [
        Route("/api/hops", show, methods=["GET"]),
        Route("/api/hops", forget, methods=["DELETE"]),
        Route("/api/hops.json", download, methods=["GET"]),
        Route("/api/hops.mmd", draw, methods=["GET"]),
        Route("/api/hops/stream", stream, methods=["GET"]),
    ]


async def _find(traffic: "Traffic", request: Request, *, limit: int) -> "list[Hop]":
    wanted = read_filter(request, limit=limit)
    return await traffic.find_hops(
        after=wanted.after, trace=wanted.trace, flow=wanted.flow, text=wanted.text, limit=wanted.limit
    )


def read_filter(request: Request, *, limit: int) -> HopFilter:
    """Read the query, each field at most once and none that is unknown, or raise ConsoleError."""
    fields = _read_query(request, known=_FILTERS)
    trace, flow, text = fields.get("trace") or None, fields.get("flow") or None, fields.get("text", "")
    if trace is not None and not _TRACE.fullmatch(trace):
        raise _malformed("trace is 32 hexadecimal digits in lower case")
    if flow is not None and flow not in FLOWS:
        raise _malformed(f"flow is one of {', '.join(FLOWS)}")
    if len(text) > LONGEST_TEXT:
        raise _malformed(f"text has at most {LONGEST_TEXT} characters")
    wanted = _read_number(fields, "limit", default=limit)
    if not 1 <= wanted <= LARGEST_LIMIT:
        raise _malformed(f"limit is a number from 1 to {LARGEST_LIMIT}")
    after = _read_number(fields, "after", default=0)
    return HopFilter(after=after, trace=trace, flow=flow, text=text, limit=wanted)


def _read_after(request: Request) -> int:
    """A browser that lost its stream says what it saw last, and asks for the same address as before."""
    fields = _read_query(request, known=frozenset({"after"}))
    last_seen = request.headers.get("last-event-id", "")
    if _NUMBER.fullmatch(last_seen):
        return int(last_seen)
    return _read_number(fields, "after", default=0)


def _read_query(request: Request, *, known: frozenset[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise _malformed(f"there is no field {name[:40]!r}: there are {', '.join(sorted(known))}")
        if name in fields:
            raise _malformed(f"{name} is there twice")
        fields[name] = value
    return fields


def _read_number(fields: Mapping[str, str], name: str, *, default: int) -> int:
    text = fields.get(name, "")
    if not text:
        return default
    if not _NUMBER.fullmatch(text):
        raise _malformed(f"{name} is a whole number from 0")
    return int(text)


def _malformed(message: str) -> ConsoleError:
    return ConsoleError("malformed", f"{message[:1].upper()}{message[1:]}.", status=400)


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _events(
    traffic: "Traffic", *, after: int, heartbeat_seconds: float, documents: "_Documents"
) -> AsyncGenerator[bytes, None]:
    """Write server-sent events until the stack stops or the client leaves (HTML, section 9.2)."""
    hops = traffic.follow(after)
    coming: asyncio.Task[Hop] | None = None
    try:
        yield b": hops\n\n"  # so that the client knows that it is connected
        while True:
            coming = coming or asyncio.ensure_future(anext(hops))
            done, _ = await asyncio.wait({coming}, timeout=heartbeat_seconds)
            if not done:
                yield b": still here\n\n"
                continue
            hop = coming.result()
            coming = None
            yield documents.event(hop)
    except StopAsyncIteration:
        return
    finally:
        if coming is not None:
            coming.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                await coming
        await hops.aclose()


async def _counted(events: AsyncGenerator[bytes, None], *, leave: Callable[[], None]) -> AsyncIterator[bytes]:
    try:
        async with contextlib.aclosing(events):
            async for event in events:
                yield event
    finally:
        leave()


async def _list(hops: "Sequence[Hop]", *, newest: int) -> AsyncIterator[str]:
    """Write a list of hops one by one: many are long, and others have to work meanwhile."""
    yield '{"hops":['
    for number, hop in enumerate(hops):
        # In ASCII: half a character, which strangers may send, has no UTF-8.
        yield ("," if number else "") + json.dumps(hop.to_document(), allow_nan=False, separators=(",", ":"))
        await asyncio.sleep(0)
    yield f'],"newest":{newest}}}'


class _Documents:
    """Hops as events. Several follow at the same time: what was written for one is kept for the others."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Hop, bytes]] = OrderedDict()

    def event(self, hop: "Hop") -> bytes:
        """Give the event of a hop as it is."""
        kept = self._kept.get(hop.id)
        if kept is not None and kept[0] == hop:
            return kept[1]
        # JSON in ASCII has no line break of its own.
        written = f"event: hop\nid: {hop.id}\ndata: {json.dumps(hop.to_document())}\n\n".encode()
        self._kept[hop.id] = hop, written
        while len(self._kept) > MOST_EVENTS:
            self._kept.popitem(last=False)
        return written
