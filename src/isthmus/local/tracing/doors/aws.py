"""The doors of the local AWS: user pools, identity pools and STS, by their own rules."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from isthmus.local.tracing.doors.door import Door

if TYPE_CHECKING:
    from isthmus.local.cognito.app import UserPools
    from isthmus.local.cognito.identity.app import IdentityPools

MOST_POOLS = 10


def user_pool_doors(user_pools: "UserPools") -> tuple[Door, ...]:
    """Give the doors of user pools for people's access tokens."""

    async def get_user(unverified_token: str) -> str:
        return f"It is {user_pools.check_access_token(unverified_token)}, who may see their own attributes."

    async def user_info(unverified_token: str) -> str:
        return (
            f"It is {user_pools.check_user_info_token(unverified_token)}, told to apps with the scope openid."
        )

    return (
        Door(name="Cognito, GetUser", check=get_user),
        Door(name="Cognito, /oauth2/userInfo", check=user_info),
    )


def identity_pool_doors(identity_pools: "IdentityPools") -> tuple[Door, ...]:
    """Give a door for each of the first identity pools."""
    return tuple(
        _identity_pool_door(identity_pools, pool_id=pool_id, name=name)
        for pool_id, name in identity_pools.names(limit=MOST_POOLS)
    )


def _identity_pool_door(identity_pools: "IdentityPools", *, pool_id: str, name: str) -> Door:
    async def get_id(unverified_token: str) -> str:
        provider = await identity_pools.check_login(pool_id, unverified_token=unverified_token)
        return f"The pool takes it as a login of {provider}."

    return Door(name=f"Identity pool {name}, GetId", check=get_id)


def sts_door(check_web_identity: Callable[[str], Awaitable[str]]) -> Door:
    """Give the door of STS. Whether a role lets the person in, its trust policy says besides."""

    async def assume_role(unverified_token: str) -> str:
        provider = await check_web_identity(unverified_token)
        return f"It proves somebody of {provider}; the role's trust policy has to name them."

    return Door(name="STS, AssumeRoleWithWebIdentity", check=assume_role)
