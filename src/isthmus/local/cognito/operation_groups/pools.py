"""Pools, their tags and their domains: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.create_user_pool import create_user_pool
from isthmus.local.cognito.operations.create_user_pool_domain import create_user_pool_domain
from isthmus.local.cognito.operations.delete_user_pool import delete_user_pool
from isthmus.local.cognito.operations.delete_user_pool_domain import delete_user_pool_domain
from isthmus.local.cognito.operations.describe_user_pool import describe_user_pool
from isthmus.local.cognito.operations.describe_user_pool_domain import describe_user_pool_domain
from isthmus.local.cognito.operations.get_user_pool_mfa_config import get_user_pool_mfa_config
from isthmus.local.cognito.operations.list_tags_for_resource import list_tags_for_resource
from isthmus.local.cognito.operations.list_user_pools import list_user_pools
from isthmus.local.cognito.operations.set_user_pool_mfa_config import set_user_pool_mfa_config
from isthmus.local.cognito.operations.tag_resource import tag_resource
from isthmus.local.cognito.operations.untag_resource import untag_resource
from isthmus.local.cognito.operations.update_user_pool import update_user_pool
from isthmus.local.cognito.operations.update_user_pool_domain import update_user_pool_domain
from isthmus.local.cognito.services import Services


def pools_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "CreateUserPool": partial(create_user_pool, database=s.database, pools=s.pools, keys=s.keys),
        "DescribeUserPool": partial(describe_user_pool, pools=s.pools, domains=s.domains, users=s.users),
        "UpdateUserPool": partial(update_user_pool, pools=s.pools),
        "DeleteUserPool": partial(
            delete_user_pool, pools=s.pools, domains=s.domains, clients=s.clients, keys=s.keys
        ),
        "ListUserPools": partial(list_user_pools, pools=s.pools, clock=s.clock),
        "GetUserPoolMfaConfig": partial(get_user_pool_mfa_config, pools=s.pools),
        "SetUserPoolMfaConfig": partial(set_user_pool_mfa_config, pools=s.pools),
        "TagResource": partial(tag_resource, pools=s.pools),
        "UntagResource": partial(untag_resource, pools=s.pools),
        "ListTagsForResource": partial(list_tags_for_resource, pools=s.pools),
        "CreateUserPoolDomain": partial(create_user_pool_domain, pools=s.pools, domains=s.domains),
        "UpdateUserPoolDomain": partial(update_user_pool_domain, pools=s.pools, domains=s.domains),
        "DescribeUserPoolDomain": partial(describe_user_pool_domain, pools=s.pools, domains=s.domains),
        "DeleteUserPoolDomain": partial(delete_user_pool_domain, pools=s.pools, domains=s.domains),
    }
