"""The style of the pages: which one an app's pages have, and its two files."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.cognito.classic_css import render_css
from isthmus.local.cognito.domains import CLASSIC, Domains
from isthmus.local.cognito.hosted.errors import PageError
from isthmus.local.cognito.hosted.visit import Visit
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings
from isthmus.local.cognito.ui_customization import UiCustomizations, asset_path, image_type

ASSETS = "/login/assets/{pool_id}/{client_id}/{version}/{name}"
_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=300"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The addresses of a style sheet and a logo on this host."""

    css_url: str | None
    image_url: str | None


class Styling:
    """Find the style of a visit's pages, and serve it."""

    def __init__(
        self, *, domains: Domains, styles: UiCustomizations, brandings: ManagedLoginBrandings
    ) -> None:
        self._domains = domains
        self._styles = styles
        self._brandings = brandings

    def of(self, visit: Visit) -> Style | None:
        """Give the style; None without one. Raise PageError where AWS shows no page at all."""
        client = visit.asked.client
        domain = self._domains.find_door(client.pool_id, host=visit.request.headers.get("host", ""))
        if domain is not None and domain.managed_login_version != CLASSIC:
            # AWS: managed login is not available for a client without a style
            # (developerguide/cognito-user-pools-managed-login, "Default style").
            if self._brandings.find_of_client(client.id) is None:
                raise PageError("unavailable", "Login pages unavailable. Please contact an administrator.")
            return None
        style = self._styles.find_for(client.pool_id, client_id=client.id)
        if style is None:
            return None
        return Style(
            css_url=None if style.css is None else asset_path(style, "style.css"),
            image_url=None if style.image is None else asset_path(style, "image"),
        )

    async def serve(self, request: Request) -> Response:
        """Serve a style sheet or a logo, of the version in the address alone."""
        asked = request.path_params
        style = self._styles.find(asked["pool_id"], client_id=asked["client_id"])
        if style is None or style.version != asked["version"]:
            return Response(status_code=404)
        if asked["name"] == "style.css" and style.css is not None:
            return Response(render_css(style.css), media_type="text/css", headers=_HEADERS)
        if asked["name"] == "image" and style.image is not None:
            return Response(style.image, media_type=image_type(style.image), headers=_HEADERS)
        return Response(status_code=404)
