"""Identity providers and the users they sign in: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_disable_provider_for_user import admin_disable_provider_for_user
from isthmus.local.cognito.operations.admin_link_provider_for_user import admin_link_provider_for_user
from isthmus.local.cognito.operations.create_identity_provider import create_identity_provider
from isthmus.local.cognito.operations.delete_identity_provider import delete_identity_provider
from isthmus.local.cognito.operations.describe_identity_provider import describe_identity_provider
from isthmus.local.cognito.operations.get_identity_provider_by_identifier import (
    get_identity_provider_by_identifier,
)
from isthmus.local.cognito.operations.list_identity_providers import list_identity_providers
from isthmus.local.cognito.operations.update_identity_provider import update_identity_provider
from isthmus.local.cognito.services import Services


def identity_providers_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    providers, http = s.external.providers, s.external.http
    return {
        "CreateIdentityProvider": partial(
            create_identity_provider, pools=s.pools, providers=providers, http=http
        ),
        "UpdateIdentityProvider": partial(
            update_identity_provider, pools=s.pools, providers=providers, http=http
        ),
        "DeleteIdentityProvider": partial(
            delete_identity_provider,
            pools=s.pools,
            providers=providers,
            browser_sessions=s.browser_sessions,
        ),
        "DescribeIdentityProvider": partial(describe_identity_provider, pools=s.pools, providers=providers),
        "GetIdentityProviderByIdentifier": partial(
            get_identity_provider_by_identifier, pools=s.pools, providers=providers
        ),
        "ListIdentityProviders": partial(
            list_identity_providers, pools=s.pools, providers=providers, clock=s.clock
        ),
        "AdminLinkProviderForUser": partial(
            admin_link_provider_for_user,
            pools=s.pools,
            providers=providers,
            identities=s.external.identities,
            users=s.users,
        ),
        "AdminDisableProviderForUser": partial(
            admin_disable_provider_for_user,
            pools=s.pools,
            providers=providers,
            identities=s.external.identities,
            browser_sessions=s.browser_sessions,
        ),
    }
