"""/setup/credentials: external credentials and their principals, named credentials. No secret is read."""

from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.salesforce.metadata.external_credential import ExternalCredential, Principal
from isthmus.local.salesforce.setup.door import Visit
from isthmus.local.salesforce.store.principals import PrincipalKey


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A principal: whether it has a client id and secret, and which permission sets open it."""

    principal: Principal
    is_configured: bool
    permission_sets: list[str]


async def show(visit: Visit) -> Response:
    """Show both kinds of credentials."""
    catalog = visit.parts.metadata.catalog
    external = [(item, _principals_of(visit, item)) for item in catalog.external_credentials()]
    return visit.render("credentials", external=external, named=catalog.named_credentials())


def _principals_of(visit: Visit, credential: ExternalCredential) -> list[_Row]:
    configured = {name.lower() for name in visit.parts.principals.names_of(credential.name)}
    return [
        _Row(
            principal=principal,
            is_configured=principal.name.lower() in configured,
            permission_sets=_openers(visit, credential, principal=principal),
        )
        for principal in credential.principals
    ]


def _openers(visit: Visit, credential: ExternalCredential, *, principal: Principal) -> list[str]:
    key = str(PrincipalKey(external_credential=credential.name, principal=principal.name)).lower()
    opened_by = visit.parts.principal_access.opened_by
    return [item.name for item in visit.parts.permission_sets.all() if key in opened_by(item.id)]
