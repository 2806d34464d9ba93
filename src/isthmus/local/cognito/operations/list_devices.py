"""ListDevices. Page: API_ListDevices."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.device_requests import page_of_devices
from isthmus.local.cognito.devices import Devices

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListDevicesRequestTypeDef


async def list_devices(
    request: "ListDevicesRequestTypeDef", *, access_tokens: AccessTokens, devices: Devices, clock: Clock
) -> dict[str, Any]:
    """List the remembered devices of the user of an access token, page by page."""
    signed_in = access_tokens.verify(request["AccessToken"])
    return page_of_devices(
        request, signed_in.pool, signed_in.user, devices=devices, clock=clock, only_remembered=True
    )
