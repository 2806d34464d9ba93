"""org-down: the org is under maintenance.

WIRE: Salesforce says that its answer is then HTTP 503, whatever was asked (knowledge article 000116783). The
page that comes with it is not documented; the words here are ours, and clients have to go by the status.
"""

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Scope

from isthmus.local.faults.switch import About, FaultId, Switch

ABOUT = About(
    fault=FaultId.ORG_DOWN,
    title="Org down",
    what="Every address of the Salesforce org answers 503 with a page in HTML, as during maintenance.",
)
_PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Down for maintenance</title></head><body>"
    "<h1>We are down for maintenance.</h1><p>The fault org-down of the local stack is on.</p></body></html>"
)


class OrgDown:
    """Answer in the org's place."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch

    async def meet(self, scope: Scope) -> ASGIApp | None:  # noqa: ARG002  whatever was asked
        """Give the page."""
        return HTMLResponse(_PAGE, status_code=503)
