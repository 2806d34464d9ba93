"""An authenticated identity as STS sees it: with the tags that its logins give it."""

from isthmus.local.cognito.identity.access import Authenticated
from isthmus.local.cognito.identity.ports import PoolIdentity
from isthmus.local.cognito.identity.principal_tags import TagMaps


def as_sts_sees_it(authenticated: Authenticated, *, tag_maps: TagMaps) -> PoolIdentity:
    """Give the identity with its session tags, or raise NotAuthorizedException."""
    return PoolIdentity(
        pool_id=authenticated.pool_id,
        identity_id=authenticated.identity_id,
        amr=authenticated.amr,
        tags=tag_maps.tags_of(authenticated.pool_id, logins=authenticated.logins),
    )
