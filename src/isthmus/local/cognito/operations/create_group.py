"""CreateGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_group
from isthmus.local.cognito.foreign_resources import check_role
from isthmus.local.cognito.groups import Groups, GroupSettings
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateGroupRequestTypeDef


async def create_group(
    request: "CreateGroupRequestTypeDef", *, pools: Pools, groups: Groups
) -> dict[str, Any]:
    """Make a group. Its role need not exist, as with AWS, but be of this account."""
    pool = pools.get(request["UserPoolId"])
    check_role(request.get("RoleArn"), home=pools.home)
    settings = GroupSettings(
        description=request.get("Description"),
        role_arn=request.get("RoleArn"),
        precedence=request.get("Precedence"),
    )
    return {"Group": describe_group(groups.insert(pool, name=request["GroupName"], settings=settings))}
