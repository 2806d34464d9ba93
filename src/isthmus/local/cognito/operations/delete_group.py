"""DeleteGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteGroupRequestTypeDef


async def delete_group(
    request: "DeleteGroupRequestTypeDef", *, pools: Pools, groups: Groups
) -> dict[str, Any]:
    """Delete a group; its members stay users."""
    groups.delete(groups.get(pools.get(request["UserPoolId"]), request["GroupName"]))
    return {}
