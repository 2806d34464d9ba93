"""The org's pages: plain HTML forms that need no script, under a policy that would not run one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from isthmus.local.html_pages import page_answer, static_answer
from isthmus.local.salesforce.metadata.urls import origin_of

_FOLDER = Path(__file__).parent
_TEMPLATES = (_FOLDER / "templates", _FOLDER.parent / "setup" / "templates")
_CSS = "text/css; charset=utf-8"
STATIC = {"style.css": _CSS, "setup.css": _CSS, "mark.svg": "image/svg+xml"}

# Where the app behind a callback may send the browser on to, as a Cognito user pool does.
_ONWARD = ("https:", "http://127.0.0.1:*", "http://localhost:*")


class Pages:
    """Render templates, escaped, with the headers that belong to them."""

    def __init__(self, *, org_name: str, origin: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
        )
        self._environment.globals.update(org_name=org_name, host=origin.removeprefix("https://"))

    def render(
        self, template: str, *, form_targets: Sequence[str], status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Render a page. `form_targets` are the origins its form may end up at, besides the org itself."""
        text = self._environment.get_template(template).render(values)
        return page_answer(text, status=status, form_targets=form_targets)


def form_targets(callback: str) -> tuple[str, ...]:
    """Give where a form may end up that leads to a callback.

    NOTE: browsers hold the whole chain of redirects to `form-action`, and the callback need not be its end.
    """
    return origin_of(callback), *_ONWARD


def static_file(name: str) -> Response | None:
    """Give the style sheet or the mark; None for anything else."""
    return static_answer(_FOLDER / "static", name, media_types=STATIC)
