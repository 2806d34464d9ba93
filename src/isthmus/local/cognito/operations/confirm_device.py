"""ConfirmDevice. Page: API_ConfirmDevice."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.device_requests import verify_device_secret
from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.errors import invalid_parameter

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ConfirmDeviceRequestTypeDef


async def confirm_device(
    request: "ConfirmDeviceRequestTypeDef", *, access_tokens: AccessTokens, devices: Devices
) -> dict[str, Any]:
    """Keep the secret of the device that the access token was given to."""
    signed_in = access_tokens.verify(request["AccessToken"])
    key = request["DeviceKey"]
    if not signed_in.pool.tracks_devices or signed_in.device_key != key:
        # SECURITY: a token speaks for its own device alone.
        raise invalid_parameter("Invalid device key given.")
    on_prompt = signed_in.pool.remembers_on_prompt
    devices.confirm(
        signed_in.user,
        key=key,
        name=request.get("DeviceName"),
        verifier=verify_device_secret(request),
        is_remembered=not on_prompt,
    )
    return {"UserConfirmationNecessary": on_prompt}
