"""Put a seed file in place, before anything is served."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isthmus.local.cognito.app import UserPools
    from isthmus.local.cognito.identity.app import IdentityPools
    from isthmus.local.seed.file.reading import SeedFile


async def apply_seed_file(
    seed: "SeedFile", *, user_pools: "UserPools", identity_pools: "IdentityPools"
) -> None:
    """Make what is missing; raise SeedError for what is wrong or contradicts what is there."""
    for pool in seed.user_pools:
        await user_pools.ensure_seeded(pool)
    for identity_pool in seed.identity_pools:
        identity_pools.ensure_seeded(identity_pool)
