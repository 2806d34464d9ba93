"""Groups and who is in them: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_add_user_to_group import admin_add_user_to_group
from isthmus.local.cognito.operations.admin_list_groups_for_user import admin_list_groups_for_user
from isthmus.local.cognito.operations.admin_remove_user_from_group import admin_remove_user_from_group
from isthmus.local.cognito.operations.create_group import create_group
from isthmus.local.cognito.operations.delete_group import delete_group
from isthmus.local.cognito.operations.get_group import get_group
from isthmus.local.cognito.operations.list_groups import list_groups
from isthmus.local.cognito.operations.list_users_in_group import list_users_in_group
from isthmus.local.cognito.operations.update_group import update_group
from isthmus.local.cognito.services import Services


def groups_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "CreateGroup": partial(create_group, pools=s.pools, groups=s.groups),
        "GetGroup": partial(get_group, pools=s.pools, groups=s.groups),
        "UpdateGroup": partial(update_group, pools=s.pools, groups=s.groups),
        "DeleteGroup": partial(delete_group, pools=s.pools, groups=s.groups),
        "ListGroups": partial(list_groups, pools=s.pools, groups=s.groups, clock=s.clock),
        "AdminAddUserToGroup": partial(
            admin_add_user_to_group, pools=s.pools, users=s.users, groups=s.groups
        ),
        "AdminRemoveUserFromGroup": partial(
            admin_remove_user_from_group, pools=s.pools, users=s.users, groups=s.groups
        ),
        "AdminListGroupsForUser": partial(
            admin_list_groups_for_user, pools=s.pools, users=s.users, groups=s.groups, clock=s.clock
        ),
        "ListUsersInGroup": partial(
            list_users_in_group, pools=s.pools, users=s.users, groups=s.groups, clock=s.clock
        ),
    }
