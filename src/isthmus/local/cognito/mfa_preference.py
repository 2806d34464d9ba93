"""What a user wants of MFA: one decision behind SetUserMFAPreference and AdminSetUserMFAPreference."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA, SoftwareTokens
from isthmus.local.cognito.user import User

_OTHER_FACTORS = ("SMSMfaSettings", "EmailMfaSettings", "WebAuthnMfaSettings")


def set_mfa_preference(request: Mapping[str, Any], user: User, *, software_tokens: SoftwareTokens) -> None:
    """Keep the preference, or raise InvalidParameterException for a factor that was not verified."""
    for name in _OTHER_FACTORS:
        if request.get(name, {}).get("Enabled") or request.get(name, {}).get("PreferredMfa"):
            raise UnsupportedError(name)
    wanted = request.get("SoftwareTokenMfaSettings")
    if wanted is None:
        return
    is_enabled, is_preferred = wanted.get("Enabled", False), wanted.get("PreferredMfa", False)
    if is_enabled and not software_tokens.find(user).is_verified:
        raise invalid_parameter("User has not verified software token mfa")
    if is_preferred and not is_enabled:
        raise invalid_parameter("A factor that is not enabled cannot be preferred.")
    software_tokens.set_preference(user, is_enabled=is_enabled, is_preferred=is_preferred)


def describe_mfa(user: User, *, software_tokens: SoftwareTokens) -> dict[str, Any]:
    """Show the factors of a user, as AdminGetUser and GetUser do."""
    token = software_tokens.find(user)
    if not (token.is_verified and token.is_enabled):
        return {}
    preferred = SOFTWARE_TOKEN_MFA if token.is_preferred else None
    return {"UserMFASettingList": [SOFTWARE_TOKEN_MFA], "PreferredMfaSetting": preferred}
