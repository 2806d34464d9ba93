"""The orgs we trust: each organization id with the one origin it is asked at.

Which org is asked is decided here and nowhere else. A `*.my.salesforce.com` suffix proves nothing, since
anyone can own such an org (github.com/forcedotcom/sfdx-core/pull/1325), and no caller's URL is ever fetched.
"""

from collections.abc import Mapping

from isthmus.errors import DeniedError
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId


class Orgs:
    """Trusted orgs by id."""

    __slots__ = ("_origins",)

    def __init__(self, origins: Mapping[OrgId, Origin]) -> None:
        self._origins = dict(origins)

    def get_origin(self, org_id: OrgId) -> Origin:
        """Give the origin of a trusted org; raise `DeniedError` for any other."""
        origin = self._origins.get(org_id)
        if origin is None:
            raise DeniedError(f"the org {org_id} is not one of ours", rule="trusted_org")
        return origin
