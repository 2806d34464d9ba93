"""AdminUpdateDeviceStatus. Page: API_AdminUpdateDeviceStatus."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminUpdateDeviceStatusRequestTypeDef


async def admin_update_device_status(
    request: "AdminUpdateDeviceStatusRequestTypeDef", *, pools: Pools, users: Users, devices: Devices
) -> dict[str, Any]:
    """Remember a device of a user, or not."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    device = devices.get(user, request["DeviceKey"])
    devices.remember(device, is_remembered=request.get("DeviceRememberedStatus") == "remembered")
    return {}
