"""Show a page about an authorization request: its form is tied to the browser, the page and the request."""

from typing import Any

from starlette.responses import RedirectResponse, Response

from isthmus.local.cognito.hosted.browser import browser_of, form_token, remember_browser
from isthmus.local.cognito.hosted.pages import Pages
from isthmus.local.cognito.hosted.styling import Styling
from isthmus.local.cognito.hosted.visit import Visit


class Screens:
    """Render templates with what all of them need."""

    def __init__(self, pages: Pages, *, styling: Styling) -> None:
        self._pages = pages
        self._styling = styling

    def show(self, template: str, visit: Visit, **values: Any) -> Response:
        """Show a page. `address(path)` and `csrf(path)` are what its links and forms are made with."""
        browser = browser_of(visit.request)
        response = self._pages.render(
            template,
            callback=visit.asked.redirect_uri,
            app=visit.asked.client.name,
            style=self._styling.of(visit),
            address=visit.address,
            csrf=lambda path: form_token(browser, path=path, query=visit.query),
            **values,
        )
        remember_browser(response, visit.request, browser=browser)
        return response


def go_to(location: str) -> Response:
    """Send the browser to another address."""
    return RedirectResponse(location, status_code=302, headers={"Cache-Control": "no-store"})
