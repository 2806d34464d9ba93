"""UpdateDeviceStatus. Page: API_UpdateDeviceStatus."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.devices import Devices

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateDeviceStatusRequestTypeDef


async def update_device_status(
    request: "UpdateDeviceStatusRequestTypeDef", *, access_tokens: AccessTokens, devices: Devices
) -> dict[str, Any]:
    """Remember a device of the user of an access token, or not."""
    signed_in = access_tokens.verify(request["AccessToken"])
    device = devices.get(signed_in.user, request["DeviceKey"])
    devices.remember(device, is_remembered=request.get("DeviceRememberedStatus") == "remembered")
    return {}
