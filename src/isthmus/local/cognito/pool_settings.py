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
_SET_ELSEWHERE = ("SoftwareTokenMfaConfiguration",)
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
    _check_supported(settings, given, current_mfa=kept.get("MfaConfiguration", "OFF"))
    _check_consistent(settings)
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


def _check_supported(settings: "UserPoolTypeTypeDef", given: dict[str, Any], *, current_mfa: str) -> None:
    policies = settings["Policies"]
    refused = {
        "MFA in another way than by SetUserPoolMfaConfig": settings["MfaConfiguration"] != current_mfa,
        "Device tracking (DeviceConfiguration)": bool(given.get("DeviceConfiguration")),
        "A password history": policies["PasswordPolicy"].get("PasswordHistorySize", 0) > 0,
        "A sign-in policy besides PASSWORD": set(policies["SignInPolicy"].get("AllowedFirstAuthFactors", ()))
        - {"PASSWORD"},
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
