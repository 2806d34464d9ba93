"""The pages of managed login: plain HTML forms that need no script, under a policy that would not run one."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from isthmus.local.html_pages import page_answer, static_answer

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?")
# NOTE: below /login, so that the AWS endpoint sends them here without a rule of their own.
_STATIC = {"style.css": "text/css; charset=utf-8", "mark.svg": "image/svg+xml"}


class Pages:
    """Render templates, escaped, with the headers that belong to them."""

    def __init__(self) -> None:
        self._environment: Environment | None = None

    def render(
        self, template: str, *, callback: str | None, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Render a page. `callback` is the address that its form may end up at, besides this host."""
        if self._environment is None:
            self._environment = _open_templates()
        text = self._environment.get_template(template).render({"style": None} | values)
        targets = () if callback is None else (_source_of(callback),)
        return page_answer(text, status=status, form_targets=targets)


def _open_templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  27 ms, at the first page

    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def static_file(name: str) -> Response | None:
    """Give the style sheet or the mark; None for anything else."""
    return static_answer(_FOLDER / "static", name, media_types=_STATIC)


def _source_of(callback: str) -> str:
    """Give the address's origin, or its scheme where the policy's grammar knows no more."""
    parts = urlsplit(callback)
    is_plain = parts.scheme in ("http", "https") and _PLAIN_HOST.fullmatch(parts.netloc) is not None
    return f"{parts.scheme}://{parts.netloc}" if is_plain else f"{parts.scheme}:"
