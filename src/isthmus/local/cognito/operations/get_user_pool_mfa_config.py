"""GetUserPoolMfaConfig."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_pool_mfa
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetUserPoolMfaConfigRequestTypeDef


async def get_user_pool_mfa_config(
    request: "GetUserPoolMfaConfigRequestTypeDef", *, pools: Pools
) -> dict[str, Any]:
    """Show the MFA settings of a pool."""
    return describe_pool_mfa(pools.get(request["UserPoolId"]))
