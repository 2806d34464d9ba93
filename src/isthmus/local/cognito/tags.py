"""Tags: a user pool is the only resource of Cognito user pools that has them."""

from collections.abc import Mapping

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool, Pools

MOST_TAGS = 50


def get_tagged_pool(pools: Pools, arn: str) -> Pool:
    """Give the pool of an ARN, or raise ResourceNotFoundException."""
    pool = pools.find_by_arn(arn)
    if pool is None:
        raise AwsError("ResourceNotFoundException", f"Resource {arn} does not exist.")
    return pool


def check_tags(tags: Mapping[str, str]) -> None:
    """Refuse more tags than a pool can have."""
    if len(tags) > MOST_TAGS:
        raise invalid_parameter(f"A user pool has at most {MOST_TAGS} tags.")


def write_tags(pools: Pools, pool: Pool, tags: dict[str, str]) -> None:
    """Replace the tags of a pool."""
    check_tags(tags)
    pools.update(pool.id, name=pool.name, settings={**pool.settings, "UserPoolTags": tags})
