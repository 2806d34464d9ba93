"""SetRiskConfiguration. Page: API_SetRiskConfiguration."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.risk_configurations import RiskConfigurations, check_target

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetRiskConfigurationRequestTypeDef


async def set_risk_configuration(
    request: "SetRiskConfigurationRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    risks: RiskConfigurations,
) -> dict[str, Any]:
    """Replace what should be done about risks, for a pool or one of its clients."""
    pool, client_id = pools.get(request["UserPoolId"]), request.get("ClientId")
    check_target(pool, client_id=client_id, clients=clients)
    return {"RiskConfiguration": risks.set(pool, client_id=client_id, given=dict(request), home=pools.home)}
