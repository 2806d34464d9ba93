"""The console's pages: addresses, how to reach each flow, and the outbox. Secrets stay in the ready file."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from isthmus.local.ready import Ready

if TYPE_CHECKING:
    from isthmus.local.cognito.outbox import Message

FOLDER = Path(__file__).parent
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def build_console(ready: Ready, *, outbox: Callable[[], Sequence["Message"]]) -> Starlette:
    """Build the console of a stack whose addresses answer; `outbox` gives the newest messages."""
    pages = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)

    async def index(_: Request) -> Response:
        page = pages.get_template("index.html").render(ready=ready, demo=ready.demo)
        return HTMLResponse(page, headers=HEADERS)

    async def messages(request: Request) -> Response:
        # SECURITY: without this, a web site whose name leads to 127.0.0.1 (DNS rebinding) reads the codes.
        if request.url.hostname not in LOOPBACK:
            return JSONResponse({"error": "forbidden"}, status_code=403, headers=HEADERS)
        page = pages.get_template("outbox.html").render(messages=[_shown(each) for each in outbox()])
        return HTMLResponse(page, headers=HEADERS)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/outbox", messages),
            Route("/health", health),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ]
    )


def _shown(message: "Message") -> dict[str, Any]:
    sent = datetime.fromtimestamp(message.sent_at, tz=UTC)
    return {**message.to_document(), "sent": sent.strftime("%Y-%m-%d %H:%M:%SZ")}
