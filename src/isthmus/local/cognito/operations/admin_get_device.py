"""AdminGetDevice. Page: API_AdminGetDevice."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.device_requests import describe_device
from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminGetDeviceRequestTypeDef


async def admin_get_device(
    request: "AdminGetDeviceRequestTypeDef", *, pools: Pools, users: Users, devices: Devices
) -> dict[str, Any]:
    """Show a confirmed device of a user."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    return {"Device": describe_device(pool, user, devices.get(user, request["DeviceKey"]))}
