"""What a user wants of MFA: one decision behind the operations for users and those for administrators."""

from collections.abc import Mapping, Sequence
from typing import Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.second_factors import EMAIL_OTP, FACTORS, SMS_MFA, Choice, SecondFactors
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA
from isthmus.local.cognito.user import User

_SETTINGS = {
    "SMSMfaSettings": SMS_MFA,
    "SoftwareTokenMfaSettings": SOFTWARE_TOKEN_MFA,
    "EmailMfaSettings": EMAIL_OTP,
}


def set_mfa_preference(request: Mapping[str, Any], pool: Pool, user: User, *, factors: SecondFactors) -> None:
    """Keep the preferences, all or none of them.

    Raises InvalidParameterException for a factor that the user has not the means for, or more than one
    preferred.
    """
    if request.get("WebAuthnMfaSettings", {}).get("Enabled"):
        raise UnsupportedError("WebAuthnMfaSettings")
    wanted = {
        name: Choice(
            is_enabled=request[setting].get("Enabled", False),
            is_preferred=request[setting].get("PreferredMfa", False),
        )
        for setting, name in _SETTINGS.items()
        if setting in request
    }
    if sum(choice.is_preferred for choice in wanted.values()) > 1:
        raise invalid_parameter("Only one MFA factor can be preferred.")
    for name, choice in wanted.items():
        _check(pool, user, name=name, choice=choice, factors=factors)
    for name, choice in wanted.items():
        factors.choose(user, name=name, choice=choice)


def set_mfa_options(
    options: Sequence[Mapping[str, Any]], pool: Pool, user: User, *, factors: SecondFactors
) -> None:
    """Keep what SetUserSettings says: text messages on, or off with an empty list; AWS takes no more here."""
    for option in options:
        if option.get("DeliveryMedium") != "SMS" or option.get("AttributeName") != "phone_number":
            raise invalid_parameter("Invalid MFA options: only SMS to phone_number can be set.")
    choice = Choice(is_enabled=bool(options), is_preferred=False)
    _check(pool, user, name=SMS_MFA, choice=choice, factors=factors)
    factors.choose(user, name=SMS_MFA, choice=choice)


def describe_mfa(user: User, *, factors: SecondFactors) -> dict[str, Any]:
    """Show the factors of a user, as AdminGetUser and GetUser do."""
    choices = factors.choices(user)
    enabled = [name for name in FACTORS if choices[name].is_enabled]
    preferred = next((name for name in enabled if choices[name].is_preferred), None)
    return {"UserMFASettingList": enabled or None, "PreferredMfaSetting": preferred}


def _check(pool: Pool, user: User, *, name: str, choice: Choice, factors: SecondFactors) -> None:
    if choice.is_preferred and not choice.is_enabled:
        raise invalid_parameter("A factor that is not enabled cannot be preferred.")
    if choice.is_enabled and name not in factors.usable(pool, user):
        raise invalid_parameter(f"User does not have delivery config set to turn on {name}")
