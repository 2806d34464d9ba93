"""/setup: what this org is, and where to go."""

from starlette.responses import Response

from isthmus.local.salesforce.setup.door import Visit


async def show(visit: Visit) -> Response:
    """Show the overview."""
    return visit.render("overview", organization=visit.parts.organization, issuer=visit.parts.origin)
