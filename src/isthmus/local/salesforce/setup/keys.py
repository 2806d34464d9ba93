"""/setup/keys: the keys that sign ID tokens."""

from starlette.responses import Response

from isthmus.local.salesforce.setup.addresses import SETUP
from isthmus.local.salesforce.setup.door import Form, Visit

KEYS = f"{SETUP}/keys"


async def show(visit: Visit) -> Response:
    """Show the published keys, and which one signs."""
    keys = visit.parts.signing_keys
    published = [key["kid"] for key in keys.to_jwks()["keys"]]
    return visit.render("keys", published=published, current=keys.current.kid)


async def rotate(visit: Visit, _form: Form) -> Response:
    """Sign with a fresh key."""
    visit.parts.signing_keys.rotate()
    return visit.back(KEYS, notice="rotated")
