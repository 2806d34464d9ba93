"""GetLogDeliveryConfiguration. Page: API_GetLogDeliveryConfiguration."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.log_delivery import LogDelivery
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetLogDeliveryConfigurationRequestTypeDef


async def get_log_delivery_configuration(
    request: "GetLogDeliveryConfigurationRequestTypeDef", *, pools: Pools, log_delivery: LogDelivery
) -> dict[str, Any]:
    """Show where a pool's logs should go."""
    return {"LogDeliveryConfiguration": log_delivery.describe(pools.get(request["UserPoolId"]))}
