"""May this user call out through this named credential? Salesforce's questions, in Salesforce's order.

    (1) the named credential is there and enabled
    (2) a permission set gives the user one of the external credential's principals
    (3) the user may read User External Credentials, where tokens are kept
    (4) that principal has a client id and secret

WIRE: (2) to (4) are refused with one sentence, which names the external credential and not the reason
(help: nc_troubleshoot).
"""

from dataclasses import dataclass, replace

from isthmus.local.salesforce.conditions import Conditions
from isthmus.local.salesforce.errors import CalloutError
from isthmus.local.salesforce.metadata.catalog import Catalog
from isthmus.local.salesforce.metadata.external_credential import ExternalCredential, Principal
from isthmus.local.salesforce.metadata.named_credential import NamedCredential
from isthmus.local.salesforce.permissions import Permissions
from isthmus.local.salesforce.store.principals import ClientCredentials, PrincipalKey, Principals


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a callout may use. With `is_mistyped` its secret is not the principal's own."""

    named_credential: NamedCredential
    external_credential: ExternalCredential
    principal: Principal
    credentials: ClientCredentials
    is_mistyped: bool
    can_store_tokens: bool

    @property
    def key(self) -> PrincipalKey:
        """Under which the principal's token is kept."""
        return PrincipalKey(external_credential=self.external_credential.name, principal=self.principal.name)

    def denied(self) -> CalloutError:
        """Give the one sentence of every refusal about credentials."""
        return _credentials_denied(self.external_credential.name)


def verify_access(
    permissions: Permissions,
    named_credential: str,
    *,
    catalog: Catalog,
    principals: Principals,
    conditions: Conditions,
) -> Access:
    """Answer all four questions, or raise CalloutError."""
    # (1) the endpoint
    endpoint = catalog.find_named_credential(named_credential)
    if endpoint is None or not endpoint.is_enabled or not permissions.user.is_active:
        raise CalloutError(
            "The callout couldn't access the endpoint. You might not have the required permissions, "
            f'or the named credential "{named_credential}" might not exist.'
        )
    # (2) a principal
    credential = catalog.find_external_credential(endpoint.external_credential)
    if credential is None:
        raise _credentials_denied(endpoint.external_credential)
    principal = _first_usable(credential, permissions=permissions)
    # (3) the tokens
    if principal is None or not permissions.can_read_tokens():
        raise _credentials_denied(credential.name)
    # (4) the secret
    configured = principals.find(_key_of(credential, principal))
    if configured is None:
        raise _credentials_denied(credential.name)
    mistyped = conditions.find_mistyped_secret(credential.name)
    return Access(
        named_credential=endpoint,
        external_credential=credential,
        principal=principal,
        credentials=configured if mistyped is None else replace(configured, client_secret=mistyped),
        is_mistyped=mistyped is not None,
        can_store_tokens=permissions.can_store_tokens(),
    )


def _first_usable(credential: ExternalCredential, *, permissions: Permissions) -> Principal | None:
    """WIRE: of several principals, the one with the lowest sequence number counts."""
    usable = (
        item for item in credential.principals if permissions.can_use_principal(_key_of(credential, item))
    )
    return next(usable, None)


def _key_of(credential: ExternalCredential, principal: Principal) -> PrincipalKey:
    return PrincipalKey(external_credential=credential.name, principal=principal.name)


def _credentials_denied(external_credential: str) -> CalloutError:
    return CalloutError(
        "We couldn't access the credential(s). You might not have the required permissions, "
        f'or the external credential "{external_credential}" might not exist.'
    )
