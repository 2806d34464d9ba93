"""AdminListUserAuthEvents. Page: API_AdminListUserAuthEvents."""

from typing import TYPE_CHECKING, NoReturn

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.risk_configurations import check_threat_protection
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminListUserAuthEventsRequestTypeDef


async def admin_list_user_auth_events(
    request: "AdminListUserAuthEventsRequestTypeDef", *, pools: Pools, users: Users
) -> NoReturn:
    """Refuse as AWS does without threat protection. With it AWS has events, and here are none."""
    pool = pools.get(request["UserPoolId"])
    check_threat_protection(pool)
    users.get(pool, request["Username"])
    raise UnsupportedError("The history of sign-ins (AdminListUserAuthEvents)")
