"""The console's pages: a shell of HTML each, filled by the addresses below `/api`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from isthmus.local.cognito.outbox import Message
    from isthmus.local.console.parts import ConsoleParts

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `name` stands in the navigation; `values` is asked for what is shown, at each request."""

    path: str
    name: str
    template: str
    values: Callable[["ConsoleParts"], Mapping[str, Any]] = lambda _: {}


def _outbox(parts: "ConsoleParts") -> Mapping[str, Any]:
    return {"messages": [_shown(each) for each in parts.user_pools.outbox()]}


def _shown(message: "Message") -> dict[str, Any]:
    sent = datetime.fromtimestamp(message.sent_at, tz=UTC)
    return {**message.to_document(), "sent": sent.strftime("%Y-%m-%d %H:%M:%SZ")}


PAGES = (
    Page(path="/", name="Flows", template="flows.html"),
    Page(path="/traffic", name="Traffic", template="traffic.html"),
    Page(path="/token", name="Token", template="token.html"),
    Page(path="/cognito", name="Cognito", template="cognito.html"),
    Page(path="/salesforce", name="Salesforce", template="salesforce.html"),
    Page(path="/break-it", name="Break it", template="break_it.html"),
    Page(path="/doctor", name="Doctor", template="doctor.html"),
    Page(path="/outbox", name="Outbox", template="outbox.html", values=_outbox),
    Page(path="/addresses", name="Addresses", template="addresses.html"),
)


def page_routes(parts: "ConsoleParts") -> list[BaseRoute]:
    """Give the pages' addresses, and their style sheets and scripts."""
    templates = Environment(loader=FileSystemLoader(FOLDER / "templates"), autoescape=True)

    def route(page: Page) -> Route:
        async def answer(_: Request) -> Response:
            shell = {"pages": PAGES, "here": page}
            values = {"ready": parts.ready, "demo": parts.ready.demo, **shell, **page.values(parts)}
            return HTMLResponse(templates.get_template(page.template).render(values))

        return Route(page.path, answer)

    return [*map(route, PAGES), Mount("/static", StaticFiles(directory=FOLDER / "static"))]
