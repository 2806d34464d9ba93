"""UpdateGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_group
from isthmus.local.cognito.foreign_resources import check_role
from isthmus.local.cognito.groups import Groups, GroupSettings
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateGroupRequestTypeDef


async def update_group(
    request: "UpdateGroupRequestTypeDef", *, pools: Pools, groups: Groups
) -> dict[str, Any]:
    """Change a group; what the request omits stays."""
    pool = pools.get(request["UserPoolId"])
    group = groups.get(pool, request["GroupName"])
    check_role(request.get("RoleArn"), home=pools.home)
    settings = GroupSettings(
        description=request.get("Description", group.settings.description),
        role_arn=request.get("RoleArn", group.settings.role_arn),
        precedence=request.get("Precedence", group.settings.precedence),
    )
    return {"Group": describe_group(groups.update(pool, group, settings=settings))}
