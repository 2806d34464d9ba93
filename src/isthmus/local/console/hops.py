"""`/api/hops`: what passed between the systems, as JSON, as a stream, as a Mermaid diagram."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from isthmus.local.console.answering import ConsoleError, ascii_json
from isthmus.local.tracing.mermaid import to_mermaid

if TYPE_CHECKING:
    from isthmus.local.tracing.hop import Hop
    from isthmus.local.tracing.traffic import Traffic

HEARTBEAT_SECONDS = 15
MOST_STREAMS = 50
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

    async def show(request: Request) -> Response:
        hops = await _find(traffic, request, limit=DEFAULT_LIMIT)
        return ascii_json({"hops": [hop.to_document() for hop in hops], "newest": traffic.newest})

    async def download(request: Request) -> Response:
        hops = await _find(traffic, request, limit=LARGEST_LIMIT)
        document = {"hops": [hop.to_document() for hop in hops], "newest": traffic.newest}
        return ascii_json(document, headers=_as_file("hops.json"))

    async def draw(request: Request) -> Response:
        diagram = to_mermaid(await _find(traffic, request, limit=LARGEST_LIMIT))
        return Response(diagram, media_type="text/plain; charset=utf-8", headers=_as_file("hops.mmd"))

    async def forget(_: Request) -> Response:
        traffic.forget()
        return ascii_json({"hops": [], "newest": traffic.newest})

    async def stream(request: Request) -> Response:
        after = _read_after(request)
        if len(streams) >= MOST_STREAMS:
            raise ConsoleError("too_many_streams", f"{MOST_STREAMS} follow already.", status=503)
        events = _events(traffic, after=after, heartbeat_seconds=heartbeat_seconds, streams=streams)
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
    is_any = not (wanted.trace or wanted.flow or wanted.text)
    await traffic.prepare(after=wanted.after, limit=wanted.limit if is_any else LARGEST_LIMIT)
    return traffic.hops(
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
    traffic: "Traffic", *, after: int, heartbeat_seconds: float, streams: set[object]
) -> AsyncGenerator[bytes, None]:
    """Write server-sent events until the stack stops or the client leaves (HTML, section 9.2)."""
    me = object()
    streams.add(me)
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
            yield _event(hop.id, hop.to_document())
    except StopAsyncIteration:
        return
    finally:
        streams.discard(me)
        if coming is not None:
            coming.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
                await coming
        await hops.aclose()


def _event(hop_id: int, document: dict[str, Any]) -> bytes:
    # JSON in ASCII has no line break of its own.
    return f"event: hop\nid: {hop_id}\ndata: {json.dumps(document)}\n\n".encode()
