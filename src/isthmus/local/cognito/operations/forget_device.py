"""ForgetDevice. Page: API_ForgetDevice."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.device_requests import get_access_token
from isthmus.local.cognito.devices import Devices

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ForgetDeviceRequestTypeDef


async def forget_device(
    request: "ForgetDeviceRequestTypeDef", *, access_tokens: AccessTokens, devices: Devices
) -> dict[str, Any]:
    """Delete a device of the user of an access token."""
    signed_in = access_tokens.verify(get_access_token(request))
    devices.forget(devices.get(signed_in.user, request["DeviceKey"]))
    return {}
