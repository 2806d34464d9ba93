"""SetLogDeliveryConfiguration. Page: API_SetLogDeliveryConfiguration."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.log_delivery import LogDelivery
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetLogDeliveryConfigurationRequestTypeDef


async def set_log_delivery_configuration(
    request: "SetLogDeliveryConfigurationRequestTypeDef", *, pools: Pools, log_delivery: LogDelivery
) -> dict[str, Any]:
    """Replace where a pool's logs should go; an empty list ends it."""
    pool = pools.get(request["UserPoolId"])
    configurations: list[Any] = list(request["LogConfigurations"])
    log_delivery.set(pool, configurations, home=pools.home)
    return {"LogDeliveryConfiguration": log_delivery.describe(pool)}
