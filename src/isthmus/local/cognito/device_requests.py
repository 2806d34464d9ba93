"""What the operations on devices share: the secret as it is sent, and a device as it is shown."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.devices import Device, Devices, device_not_found
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.srp import SrpVerifier, is_public_number
from isthmus.local.cognito.user import User

MOST_PER_PAGE = 60
LONGEST_SALT = 64


def get_access_token(request: Mapping[str, Any]) -> str:
    """Give AccessToken: botocore's model does not require it here, although nothing else names the user."""
    token: str | None = request.get("AccessToken")
    if token is None:
        raise invalid_parameter("Missing required parameter AccessToken")
    return token


def verify_device_secret(request: Mapping[str, Any]) -> SrpVerifier:
    """Read DeviceSecretVerifierConfig: the SRP verifier and the salt, both in base64."""
    given = request.get("DeviceSecretVerifierConfig", {})
    verifier, salt = _number(given, "PasswordVerifier"), _number(given, "Salt")
    if not is_public_number(verifier) or salt.bit_length() > 8 * LONGEST_SALT:
        raise invalid_parameter("Invalid device secret verifier config.")
    return SrpVerifier(salt=f"{salt:x}", number=verifier.to_bytes(385))


def get_own_device(user: User, key: str, *, devices: Devices) -> Device:
    """Give a device as its user sees it: a remembered one, or raise ResourceNotFoundException.

    WIRE: a test of AWS's own Android SDK expects that a device which is not remembered is not found.
    """
    device = devices.get(user, key)
    if not device.is_remembered:
        raise device_not_found()
    return device


def page_of_devices(
    request: Mapping[str, Any],
    pool: Pool,
    user: User,
    *,
    devices: Devices,
    clock: Clock,
    only_remembered: bool,
) -> dict[str, Any]:
    """Give a page of devices, and the token of the next."""
    token, limit = request.get("PaginationToken"), request.get("Limit") or MOST_PER_PAGE
    origin = ("ListDevices", pool.id, user.sub, only_remembered)
    after = "" if token is None else str(read_token(token, request=origin, clock=clock))
    page = devices.page_of(user, after=after, limit=limit + 1, only_remembered=only_remembered)
    more = len(page) > limit
    return {
        "Devices": [describe_device(pool, user, device) for device in page[:limit]],
        "PaginationToken": next_token(page[limit - 1].key, request=origin, clock=clock) if more else None,
    }


def describe_device(pool: Pool, user: User, device: Device) -> dict[str, Any]:
    """Show a device. AWS's `last_ip_used` is not here: no address of a caller is kept."""
    owner = f"{user.username}.{pool.id}"
    attributes = {
        "device_status": "valid",
        "device_name": device.name,
        "dev:device_arn": f"{pool.arn.rpartition(':')[0]}:owner/{owner}/device/{device.key}",
        "dev:device_owner": owner,
        "dev:device_remembered_status": "remembered" if device.is_remembered else "not_remembered",
        "dev:device_sdk": "aws-sdk-unknown-unknown",
    }
    return {
        "DeviceKey": device.key,
        "DeviceAttributes": [
            {"Name": name, "Value": value} for name, value in attributes.items() if value is not None
        ],
        "DeviceCreateDate": device.created_at,
        "DeviceLastModifiedDate": device.modified_at,
        "DeviceLastAuthenticatedDate": device.authenticated_at,
    }


def _number(given: Mapping[str, str], name: str) -> int:
    value = given.get(name)
    if not value:
        raise invalid_parameter(f"Missing required parameter {name}")
    try:
        return int.from_bytes(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError) as error:
        raise invalid_parameter(f"Invalid {name}") from error
