"""What the operations work with."""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.identity.access import Access
from isthmus.local.cognito.identity.developer_access import DeveloperAccess
from isthmus.local.cognito.identity.identities import Identities
from isthmus.local.cognito.identity.logins import Logins
from isthmus.local.cognito.identity.pools import PoolStore
from isthmus.local.cognito.identity.ports import Roles
from isthmus.local.cognito.identity.principal_tags import TagMaps
from isthmus.local.cognito.identity.tokens import IdentityTokens
from isthmus.local.cognito.identity.user_pool_names import UserPoolNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a running service."""

    region: str
    account_id: str
    clock: Clock
    names: UserPoolNames
    pools: PoolStore
    identities: Identities
    logins: Logins
    access: Access
    developer_access: DeveloperAccess
    tag_maps: TagMaps
    roles: Roles
    tokens: IdentityTokens
