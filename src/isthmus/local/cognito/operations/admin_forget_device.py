"""AdminForgetDevice. Page: API_AdminForgetDevice."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminForgetDeviceRequestTypeDef


async def admin_forget_device(
    request: "AdminForgetDeviceRequestTypeDef", *, pools: Pools, users: Users, devices: Devices
) -> dict[str, Any]:
    """Delete a device of a user."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    devices.forget(devices.get(user, request["DeviceKey"]))
    return {}
