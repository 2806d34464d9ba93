"""SetUserPoolMfaConfig. Page: API_SetUserPoolMfaConfig."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.descriptions import describe_pool_mfa
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetUserPoolMfaConfigRequestTypeDef

_FACTORS = (
    "SmsMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
)


async def set_user_pool_mfa_config(
    request: "SetUserPoolMfaConfigRequestTypeDef", *, pools: Pools
) -> dict[str, Any]:
    """Turn MFA by authenticator apps on, for who wants it or for all, or off. No other factor is here."""
    pool = pools.get(request["UserPoolId"])
    if any(name in request for name in _FACTORS):
        raise UnsupportedError("MFA by SMS, e-mail or passkey")
    mode = request.get("MfaConfiguration", pool.settings["MfaConfiguration"])
    given = request.get("SoftwareTokenMfaConfiguration", {}).get("Enabled")
    if mode == "OFF" and given:
        raise invalid_parameter(
            "Invalid MFA configuration given, can't disable MFA and configure an MFA together."
        )
    is_on = mode != "OFF" and (pool.has_software_tokens if given is None else given)
    if mode != "OFF" and not is_on:
        raise invalid_parameter(
            "Invalid MFA configuration given, can't turn on MFA without configuring an MFA."
        )
    settings: Any = {
        **pool.settings,
        "MfaConfiguration": mode,
        "SoftwareTokenMfaConfiguration": {"Enabled": is_on},
    }
    return describe_pool_mfa(pools.update(pool.id, name=pool.name, settings=settings))
