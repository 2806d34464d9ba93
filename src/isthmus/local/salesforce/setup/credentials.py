"""/setup/credentials: external credentials and their principals, named credentials. No secret is read."""

from starlette.responses import Response

from isthmus.local.salesforce.overview import principal_states
from isthmus.local.salesforce.setup.door import Visit


async def show(visit: Visit) -> Response:
    """Show both kinds of credentials."""
    catalog = visit.parts.metadata.catalog
    external = [(item, principal_states(visit.parts, item)) for item in catalog.external_credentials()]
    return visit.render("credentials", external=external, named=catalog.named_credentials())
