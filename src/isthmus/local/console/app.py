"""The console's pages: addresses, and how to reach each flow. Secrets stay in the ready file."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from isthmus.local.ready import Ready

FOLDER = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def build_console(ready: Ready) -> Starlette:
    """Build the console of a stack whose addresses answer."""
    pages = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)

    async def index(_: Request) -> Response:
        page = pages.get_template("index.html").render(ready=ready, demo=ready.demo)
        return HTMLResponse(page, headers=HEADERS)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/health", health),
            Mount("/static", StaticFiles(directory=FOLDER / "static")),
        ]
    )
