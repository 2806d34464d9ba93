"""AdminListDevices. Page: API_AdminListDevices."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.device_requests import page_of_devices
from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminListDevicesRequestTypeDef


async def admin_list_devices(
    request: "AdminListDevicesRequestTypeDef", *, pools: Pools, users: Users, devices: Devices, clock: Clock
) -> dict[str, Any]:
    """List the confirmed devices of a user, page by page."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    return page_of_devices(request, pool, user, devices=devices, clock=clock, only_remembered=False)
