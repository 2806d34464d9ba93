"""/setup/permission-sets: who has each, and which principals and classes it opens."""

from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.salesforce.metadata.permission_set import PermissionSet
from isthmus.local.salesforce.setup.door import Visit
from isthmus.local.salesforce.store.permission_sets import PermissionSetRecord
from isthmus.local.salesforce.store.users import User

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A permission set; `grants` is None for one that was made without metadata."""

    record: PermissionSetRecord
    grants: PermissionSet | None
    principals: frozenset[str]
    holders: list[User]


async def show(visit: Visit) -> Response:
    """Show every permission set."""
    parts = visit.parts
    rows = [
        _Row(
            record=record,
            grants=parts.metadata.catalog.find_permission_set(record.name),
            principals=parts.principal_access.opened_by(record.id),
            holders=parts.users.with_permission_set(record.id, limit=SHOWN),
        )
        for record in parts.permission_sets.all()
    ]
    return visit.render("permission_sets", rows=rows, limit=SHOWN)
