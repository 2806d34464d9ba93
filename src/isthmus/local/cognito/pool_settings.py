"""What a user pool can be set to: AWS's defaults, AWS's contradictions, and what the local stack refuses.

A setting that would change behaviour which is not here is refused when it is configured, never ignored.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.feature_plans import check_feature_plan
from isthmus.local.cognito.lambda_config import check_lambda_config
from isthmus.local.cognito.message_settings import check_messages, merge_templates
from isthmus.local.cognito.pools import Home
from isthmus.local.cognito.schema import verify_schema
from isthmus.local.cognito.tags import check_tags

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import (
        CreateUserPoolRequestTypeDef,
        UpdateUserPoolRequestTypeDef,
        UserPoolTypeTypeDef,
    )

_SHOWN_ONLY_IF_SET = (
    "AliasAttributes",
    "AutoVerifiedAttributes",
    "DeviceConfiguration",
    "IssuerConfiguration",
    "KeyConfiguration",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UsernameAttributes",
    "UsernameConfiguration",
)
# WIRE: UpdateUserPool sets what a request omits to its default, except these, which were measured to stay
# (go-to-k/cdkd #1968, go-to-k/cdk-real-drift #702; AWS's page names UserPoolTier only).
_KEPT_IF_OMITTED = (
    "AccountRecoverySetting",
    "DeletionProtection",
    "EmailConfiguration",
    "IssuerConfiguration",
    "KeyConfiguration",
    "MfaConfiguration",
    "Policies",
    "UserPoolTier",
    "VerificationMessageTemplate",
)
# Set by SetUserPoolMfaConfig alone.
_SET_ELSEWHERE = ("EmailMfaConfiguration", "SoftwareTokenMfaConfiguration")
_FIXED_AT_CREATION = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SchemaAttributes")


def create_settings(request: "CreateUserPoolRequestTypeDef", *, home: Home) -> "UserPoolTypeTypeDef":
    """Give the settings of a new pool, or raise what AWS raises."""
    given: dict[str, Any] = dict(request)
    settings = _settings(given, kept={}, home=home)
    settings["SchemaAttributes"] = verify_schema(request.get("Schema", ()))
    return settings


def update_settings(
    current: "UserPoolTypeTypeDef", request: "UpdateUserPoolRequestTypeDef", *, home: Home
) -> "UserPoolTypeTypeDef":
    """Give the settings after UpdateUserPool."""
    previous: dict[str, Any] = dict(current)
    given: dict[str, Any] = dict(request)
    if "Policies" in given:
        given["Policies"] = previous["Policies"] | given["Policies"]
    kept_names = (*_KEPT_IF_OMITTED, *_FIXED_AT_CREATION, *_SET_ELSEWHERE)
    kept = {name: previous[name] for name in kept_names if name in previous}
    return _settings(given, kept=kept, home=home)


def _settings(given: dict[str, Any], *, kept: dict[str, Any], home: Home) -> "UserPoolTypeTypeDef":
    chosen = _defaults() | kept
    names = (*chosen, *_SHOWN_ONLY_IF_SET)
    chosen |= {name: given[name] for name in names if name in given}
    chosen["Policies"] = _policies(chosen["Policies"])
    chosen["AdminCreateUserConfig"] = _admin_create_user(chosen, given)
    chosen["EmailConfiguration"] = {"EmailSendingAccount": "COGNITO_DEFAULT"} | chosen["EmailConfiguration"]
    chosen |= merge_templates(kept, given)
    settings: UserPoolTypeTypeDef = chosen  # type: ignore[assignment]  # checked by AWS's model on the way in
    _check_supported(settings, given)
    _check_consistent(settings)
    check_second_factors(settings)
    _check_recovery(settings["AccountRecoverySetting"].get("RecoveryMechanisms", ()))
    check_messages(settings, home=home)
    check_tags(settings["UserPoolTags"])
    check_lambda_config(settings.get("LambdaConfig", {}), region=home.region)
    check_feature_plan(settings, previous_plan=kept.get("UserPoolTier"))
    return settings


def _defaults() -> dict[str, Any]:
    return {
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [
                {"Priority": 1, "Name": "verified_email"},
                {"Priority": 2, "Name": "verified_phone_number"},
            ]
        },
        "AdminCreateUserConfig": {},
        "DeletionProtection": "INACTIVE",
        "EmailConfiguration": {},
        "LambdaConfig": {},
        "MfaConfiguration": "OFF",
        "Policies": {},
        "UserPoolTags": {},
        "UserPoolTier": "ESSENTIALS",
    }


def _policies(given: dict[str, Any]) -> dict[str, Any]:
    password = given.get("PasswordPolicy")
    if password is None:
        password = dict.fromkeys(_REQUIREMENTS, True)
    limits = {"MinimumLength": 8, "TemporaryPasswordValidityDays": 7}
    return {
        "PasswordPolicy": limits | dict.fromkeys(_REQUIREMENTS, False) | password,
        "SignInPolicy": given.get("SignInPolicy", {"AllowedFirstAuthFactors": ["PASSWORD"]}),
    }


_REQUIREMENTS = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")


def _admin_create_user(chosen: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, Any] = chosen["AdminCreateUserConfig"]
    policy = given.get("Policies", {}).get("PasswordPolicy", {})
    if "UnusedAccountValidityDays" in config and "TemporaryPasswordValidityDays" in policy:
        raise invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
        )
    password_policy = chosen["Policies"]["PasswordPolicy"]
    if "UnusedAccountValidityDays" in config:
        password_policy["TemporaryPasswordValidityDays"] = config["UnusedAccountValidityDays"]
    days = password_policy["TemporaryPasswordValidityDays"]
    return {"AllowAdminCreateUserOnly": False} | config | {"UnusedAccountValidityDays": days}


def check_second_factors(settings: Any) -> None:
    """Refuse MFA without a factor, and next to first factors that it excludes.

    The first message was measured (aws-cdk #12075); the rules are those of developerguide/user-pool-settings-
    mfa, "Things to know about user pool MFA".
    """
    mode, factors = settings["MfaConfiguration"], ("SmsConfiguration", *_SET_ELSEWHERE)
    has_apps = settings.get("SoftwareTokenMfaConfiguration", {}).get("Enabled")
    has_messages = any(name in settings for name in factors if name != "SoftwareTokenMfaConfiguration")
    if mode != "OFF" and not (has_apps or has_messages):
        raise invalid_parameter(
            "SMS configuration and Auto verification for phone_number are required when MFA is "
            "required/optional"
        )
    codes = {"EMAIL_OTP", "SMS_OTP"} & set(settings["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"])
    if mode == "ON" and codes:
        raise invalid_parameter("One-time passwords cannot be first factors when MFA is required.")
    if "SMS_OTP" in codes and not settings.get("SmsConfiguration"):
        raise invalid_parameter("SMS configuration is required when SMS_OTP is a first factor.")


def _check_supported(settings: "UserPoolTypeTypeDef", given: dict[str, Any]) -> None:
    policies = settings["Policies"]
    refused = {
        "A password history": policies["PasswordPolicy"].get("PasswordHistorySize", 0) > 0,
        "Sign-in by a passkey (WEB_AUTHN)": "WEB_AUTHN"
        in policies["SignInPolicy"].get("AllowedFirstAuthFactors", ()),
        "A customer managed key": given.get("KeyConfiguration", {}).get("KeyType") == "CUSTOMER_MANAGED_KEY",
        "The UPDATED issuer": given.get("IssuerConfiguration", {}).get("Type") == "UPDATED",
        "Confirmation by a link (CONFIRM_WITH_LINK)": settings["VerificationMessageTemplate"].get(
            "DefaultEmailOption"
        )
        == "CONFIRM_WITH_LINK",
        "AcrConfiguration": bool(given.get("AcrConfiguration")),
    }
    for name, is_asked_for in refused.items():
        if is_asked_for:
            raise UnsupportedError(name)


def _check_consistent(settings: "UserPoolTypeTypeDef") -> None:
    if settings.get("AliasAttributes") and settings.get("UsernameAttributes"):
        raise invalid_parameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
        )
    if "PASSWORD" not in settings["Policies"]["SignInPolicy"].get("AllowedFirstAuthFactors", ()):
        raise invalid_parameter("Password should be configured as one of the allowed first auth factors.")
    if "phone_number" in settings.get("AutoVerifiedAttributes", ()) and not settings.get("SmsConfiguration"):
        raise invalid_parameter(
            "SMS configuration is required when phone_number is selected for auto verification"
        )
    verified_first = settings.get("UserAttributeUpdateSettings", {})
    names = verified_first.get("AttributesRequireVerificationBeforeUpdate", ())
    if set(names) - set(settings.get("AutoVerifiedAttributes", ())):
        raise invalid_parameter(
            "AttributesRequireVerificationBeforeUpdate must be among the AutoVerifiedAttributes."
        )


def _check_recovery(mechanisms: Sequence[Any]) -> None:
    names = [each["Name"] for each in mechanisms]
    priorities = [each["Priority"] for each in mechanisms]
    if len(set(names)) != len(names) or len(set(priorities)) != len(priorities):
        raise invalid_parameter(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot have duplicate "
            "priorities or recovery mechanisms."
        )
    if "admin_only" in names and len(names) > 1:
        raise invalid_parameter(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only "
            "setting with any other recovery mechanisms."
        )
