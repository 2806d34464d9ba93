"""HTML as the doubles send it: forms that need no script, under a policy that would not run one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.responses import FileResponse, HTMLResponse, Response

STATIC_SECONDS = 300
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def page_answer(html: str, *, status: int, form_targets: Sequence[str]) -> HTMLResponse:
    """Give a page. `form_targets` are the sources its form may end up at, besides its own host.

    SECURITY: browsers hold a form's redirects to `form-action`, too, so the callback has to be among them.
    """
    targets = " ".join(("'self'", *form_targets))
    directives = (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        f"form-action {targets}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    headers = {**_HEADERS, "Content-Security-Policy": "; ".join(directives)}
    return HTMLResponse(html, status_code=status, headers=headers)


def static_answer(folder: Path, name: str, *, media_types: Mapping[str, str]) -> Response | None:
    """Give a file of the folder that `media_types` lists; None for anything else."""
    if name not in media_types:
        return None
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": f"max-age={STATIC_SECONDS}"}
    return FileResponse(folder / name, media_type=media_types[name], headers=headers)
