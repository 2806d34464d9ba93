"""SetUserPoolMfaConfig."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
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
    """Turn MFA off: nothing else is here."""
    pool = pools.get(request["UserPoolId"])
    wants_mfa = request.get("MfaConfiguration", "OFF") != "OFF"
    wants_totp = request.get("SoftwareTokenMfaConfiguration", {}).get("Enabled", False)
    if wants_mfa or wants_totp or any(name in request for name in _FACTORS):
        raise UnsupportedError("MFA")
    return {"MfaConfiguration": pool.settings["MfaConfiguration"]}
