"""Users as an administrator sees them: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_create_user import admin_create_user
from isthmus.local.cognito.operations.admin_delete_user import admin_delete_user
from isthmus.local.cognito.operations.admin_disable_user import admin_disable_user
from isthmus.local.cognito.operations.admin_enable_user import admin_enable_user
from isthmus.local.cognito.operations.admin_get_user import admin_get_user
from isthmus.local.cognito.operations.list_users import list_users
from isthmus.local.cognito.services import Services


def users_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "AdminCreateUser": partial(
            admin_create_user,
            pools=s.pools,
            users=s.users,
            pre_sign_up=s.self_service.pre_sign_up,
            invitations=s.self_service.invitations,
            clock=s.clock,
        ),
        "AdminGetUser": partial(admin_get_user, pools=s.pools, users=s.users, factors=s.second_factors),
        "AdminDeleteUser": partial(admin_delete_user, pools=s.pools, users=s.users),
        "AdminDisableUser": partial(
            admin_disable_user,
            pools=s.pools,
            users=s.users,
            families=s.families,
            browser_sessions=s.browser_sessions,
        ),
        "AdminEnableUser": partial(admin_enable_user, pools=s.pools, users=s.users),
        "ListUsers": partial(list_users, pools=s.pools, users=s.users, clock=s.clock),
    }
