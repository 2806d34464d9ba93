"""SetUserPoolMfaConfig. Page: API_SetUserPoolMfaConfig."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.delivery import recovers_by_email_only
from isthmus.local.cognito.descriptions import describe_pool_mfa
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pool_settings import check_second_factors
from isthmus.local.cognito.pools import Pool, Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetUserPoolMfaConfigRequestTypeDef


async def set_user_pool_mfa_config(
    request: "SetUserPoolMfaConfigRequestTypeDef", *, pools: Pools
) -> dict[str, Any]:
    """Turn second factors on, for who wants one or for all, or off."""
    pool = pools.get(request["UserPoolId"])
    if "WebAuthnConfiguration" in request:
        raise UnsupportedError("Passkeys (WebAuthnConfiguration)")
    settings: Any = {
        **pool.settings,
        "MfaConfiguration": request.get("MfaConfiguration", pool.mfa_mode),
        **_sms(request),
    }
    _set_apps(settings, request, pool)
    _set_email(settings, request, pool)
    if settings["MfaConfiguration"] != "OFF" and not _has_factor(settings):
        raise invalid_parameter(
            "Invalid MFA configuration given, can't turn on MFA without configuring an MFA."
        )
    check_second_factors(settings)
    return describe_pool_mfa(pools.update(pool.id, name=pool.name, settings=settings))


def _sms(request: "SetUserPoolMfaConfigRequestTypeDef") -> dict[str, Any]:
    given = request.get("SmsMfaConfiguration", {})
    return {name: value for name, value in given.items() if value}


def _set_apps(settings: Any, request: "SetUserPoolMfaConfigRequestTypeDef", pool: Pool) -> None:
    given = request.get("SoftwareTokenMfaConfiguration", {}).get("Enabled")
    if settings["MfaConfiguration"] == "OFF" and (given or "EmailMfaConfiguration" in request):
        raise invalid_parameter(
            "Invalid MFA configuration given, can't disable MFA and configure an MFA together."
        )
    is_on = pool.has_software_tokens if given is None else given
    settings["SoftwareTokenMfaConfiguration"] = {"Enabled": is_on and settings["MfaConfiguration"] != "OFF"}


def _set_email(settings: Any, request: "SetUserPoolMfaConfigRequestTypeDef", pool: Pool) -> None:
    """AWS: e-mail needs the ESSENTIALS plan, one's own SES and another way to recover a password."""
    if settings["MfaConfiguration"] == "OFF":
        settings.pop("EmailMfaConfiguration", None)
    if "EmailMfaConfiguration" not in request:
        return
    if settings["UserPoolTier"] == "LITE":
        raise AwsError("FeatureUnavailableInTierException", "MFA by e-mail is not available in the LITE tier")
    if settings["EmailConfiguration"].get("EmailSendingAccount") != "DEVELOPER":
        raise invalid_parameter(
            "MFA by e-mail needs an EmailConfiguration with EmailSendingAccount DEVELOPER."
        )
    if recovers_by_email_only(pool):
        raise invalid_parameter("MFA by e-mail needs an AccountRecoverySetting that is not by e-mail only.")
    settings["EmailMfaConfiguration"] = request["EmailMfaConfiguration"]


def _has_factor(settings: Any) -> bool:
    has_messages = "SmsConfiguration" in settings or "EmailMfaConfiguration" in settings
    return has_messages or settings["SoftwareTokenMfaConfiguration"]["Enabled"]
