"""GetGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_group
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetGroupRequestTypeDef


async def get_group(request: "GetGroupRequestTypeDef", *, pools: Pools, groups: Groups) -> dict[str, Any]:
    """Show a group."""
    group = groups.get(pools.get(request["UserPoolId"]), request["GroupName"])
    return {"Group": describe_group(group)}
