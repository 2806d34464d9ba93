"""/setup/deploys: the metadata that is in the org, and the file each component came from."""

from starlette.responses import Response

from isthmus.local.salesforce.setup.door import Visit


async def show(visit: Visit) -> Response:
    """Show every deployed component."""
    return visit.render("deploys", files=visit.parts.metadata.files())
