"""The identity pools of the local stack: one service, its keys' page, one file."""

import functools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import JsonService
from isthmus.local.cognito.identity.access import Access
from isthmus.local.cognito.identity.developer_access import DeveloperAccess
from isthmus.local.cognito.identity.identities import Identities
from isthmus.local.cognito.identity.logins import Logins, worded
from isthmus.local.cognito.identity.migrations import MIGRATIONS
from isthmus.local.cognito.identity.operations.create_identity_pool import create_identity_pool
from isthmus.local.cognito.identity.operations.delete_identities import delete_identities
from isthmus.local.cognito.identity.operations.delete_identity_pool import delete_identity_pool
from isthmus.local.cognito.identity.operations.describe_identity import describe_identity
from isthmus.local.cognito.identity.operations.describe_identity_pool import describe_identity_pool
from isthmus.local.cognito.identity.operations.get_credentials_for_identity import (
    get_credentials_for_identity,
)
from isthmus.local.cognito.identity.operations.get_id import get_id
from isthmus.local.cognito.identity.operations.get_identity_pool_roles import get_identity_pool_roles
from isthmus.local.cognito.identity.operations.get_open_id_token import get_open_id_token
from isthmus.local.cognito.identity.operations.get_open_id_token_for_developer_identity import (
    get_open_id_token_for_developer_identity,
)
from isthmus.local.cognito.identity.operations.get_principal_tag_attribute_map import (
    get_principal_tag_attribute_map,
)
from isthmus.local.cognito.identity.operations.list_identities import list_identities
from isthmus.local.cognito.identity.operations.list_identity_pools import list_identity_pools
from isthmus.local.cognito.identity.operations.list_tags_for_resource import list_tags_for_resource
from isthmus.local.cognito.identity.operations.lookup_developer_identity import (
    lookup_developer_identity,
)
from isthmus.local.cognito.identity.operations.merge_developer_identities import (
    merge_developer_identities,
)
from isthmus.local.cognito.identity.operations.set_identity_pool_roles import set_identity_pool_roles
from isthmus.local.cognito.identity.operations.set_principal_tag_attribute_map import (
    set_principal_tag_attribute_map,
)
from isthmus.local.cognito.identity.operations.tag_resource import tag_resource
from isthmus.local.cognito.identity.operations.unlink_developer_identity import (
    unlink_developer_identity,
)
from isthmus.local.cognito.identity.operations.unlink_identity import unlink_identity
from isthmus.local.cognito.identity.operations.untag_resource import untag_resource
from isthmus.local.cognito.identity.operations.update_identity_pool import update_identity_pool
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import PoolStore
from isthmus.local.cognito.identity.ports import FindUserPoolKeys, IsSignedIn, Providers, Roles
from isthmus.local.cognito.identity.principal_tags import TagMaps
from isthmus.local.cognito.identity.seeding import ensure_pool, write_pools
from isthmus.local.cognito.identity.tokens import IdentityTokens
from isthmus.local.cognito.identity.user_pool_names import UserPoolNames
from isthmus.local.cognito.identity.web import build_web
from isthmus.local.cognito.seeding.documents import SeededIdentityPool
from isthmus.local.database import Database
from isthmus.local.openid import OpenIdError, OpenIdVerifier, parse_token

Operation = Callable[[Parts, Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]

OPERATIONS: Mapping[str, Operation] = {
    "CreateIdentityPool": create_identity_pool,
    "DeleteIdentities": delete_identities,
    "DeleteIdentityPool": delete_identity_pool,
    "DescribeIdentity": describe_identity,
    "DescribeIdentityPool": describe_identity_pool,
    "GetCredentialsForIdentity": get_credentials_for_identity,
    "GetId": get_id,
    "GetIdentityPoolRoles": get_identity_pool_roles,
    "GetOpenIdToken": get_open_id_token,
    "GetOpenIdTokenForDeveloperIdentity": get_open_id_token_for_developer_identity,
    "GetPrincipalTagAttributeMap": get_principal_tag_attribute_map,
    "ListIdentities": list_identities,
    "ListIdentityPools": list_identity_pools,
    "ListTagsForResource": list_tags_for_resource,
    "LookupDeveloperIdentity": lookup_developer_identity,
    "MergeDeveloperIdentities": merge_developer_identities,
    "SetIdentityPoolRoles": set_identity_pool_roles,
    "SetPrincipalTagAttributeMap": set_principal_tag_attribute_map,
    "TagResource": tag_resource,
    "UnlinkDeveloperIdentity": unlink_developer_identity,
    "UnlinkIdentity": unlink_identity,
    "UntagResource": untag_resource,
    "UpdateIdentityPool": update_identity_pool,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPools:
    """A running service. `web` serves the keys of `tokens`."""

    service: JsonService
    web: Any
    tokens: IdentityTokens
    database: Database
    _parts: Parts

    def names(self, *, limit: int) -> list[tuple[str, str]]:
        """Give ids and names of the first pools."""
        return [(pool.id, pool.name) for pool in self._parts.pools.list_after("", limit=limit)]

    async def check_login(self, pool_id: str, *, unverified_token: str) -> str:
        """Give the provider as whose login a pool takes a token; raise AwsError as GetId does.

        Nobody gets an identity by it. The provider is the one that the token names: an app has to name it so.
        """
        try:
            issuer = parse_token(unverified_token).issuer
        except OpenIdError as error:
            raise worded(error) from error
        provider = self._parts.names.normalize(issuer.partition("://")[2])
        pool = self._parts.pools.get(pool_id)
        verified = await self._parts.logins.verify_logins({provider: unverified_token}, pool=pool)
        return verified[0].login.provider

    def ensure_seeded(self, seeded: SeededIdentityPool) -> None:
        """Put a pool of a seed in place, or raise SeedError."""
        ensure_pool(seeded, service=self.service, parts=self._parts)

    def export(self) -> list[dict[str, Any]]:
        """Write every pool as a seed has it."""
        return write_pools(self._parts)

    def close(self) -> None:
        """Close the file."""
        self.database.close()


def open_identity_pools(
    *,
    database: Path,
    region: str,
    account_id: str,
    issuer_base: str,
    providers: Providers,
    verifier: OpenIdVerifier,
    roles: Roles,
    find_user_pool_keys: FindUserPoolKeys,
    is_signed_in: IsSignedIn,
    clock: Clock,
) -> IdentityPools:
    """Open the identity pools kept in the file `database`, made if absent.

    `issuer_base` is what stands before the pool's id in the issuer of the local user pools.
    """
    file = Database(database, migrations=MIGRATIONS)
    names = UserPoolNames(region=region, issuer_base=issuer_base)
    identities = Identities(file, region=region, clock=clock)
    logins = Logins(
        names=names,
        find_user_pool_keys=find_user_pool_keys,
        is_signed_in=is_signed_in,
        providers=providers,
        verifier=verifier,
        clock=clock,
    )
    tokens = IdentityTokens(file, region=region, account_id=account_id, clock=clock)
    parts = Parts(
        region=region,
        account_id=account_id,
        clock=clock,
        names=names,
        pools=PoolStore(file, region=region),
        identities=identities,
        logins=logins,
        access=Access(identities, logins),
        developer_access=DeveloperAccess(tokens=tokens, identities=identities),
        tag_maps=TagMaps(file),
        roles=roles,
        tokens=tokens,
    )
    service = JsonService(
        name="cognito-identity",
        target_prefix="AWSCognitoIdentityService",
        operations={name: functools.partial(run, parts) for name, run in OPERATIONS.items()},
        unsigned=frozenset(),
    )
    return IdentityPools(service=service, web=build_web(tokens), tokens=tokens, database=file, _parts=parts)
