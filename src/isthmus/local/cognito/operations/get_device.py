"""GetDevice. Page: API_GetDevice."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.device_requests import describe_device, get_access_token, get_own_device
from isthmus.local.cognito.devices import Devices

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetDeviceRequestTypeDef


async def get_device(
    request: "GetDeviceRequestTypeDef", *, access_tokens: AccessTokens, devices: Devices
) -> dict[str, Any]:
    """Show a remembered device of the user of an access token."""
    signed_in = access_tokens.verify(get_access_token(request))
    device = get_own_device(signed_in.user, request["DeviceKey"], devices=devices)
    return {"Device": describe_device(signed_in.pool, signed_in.user, device)}
