"""What a pool's feature plan (UserPoolTier) has in it: LITE, ESSENTIALS or PLUS.

Page: developerguide/cognito-sign-in-feature-plans; the messages were measured (badmintoncryer/cdk-preflight).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UserPoolTypeTypeDef


def check_feature_plan(settings: "UserPoolTypeTypeDef", *, previous_plan: str | None) -> None:
    """Raise FeatureUnavailableInTierException, or TierChangeNotAllowedException where the plan changes."""
    plan = settings["UserPoolTier"]
    features = _features_beyond(settings, plan=plan)
    if features:
        is_change = previous_plan is not None and previous_plan != plan
        code = "TierChangeNotAllowedException" if is_change else "FeatureUnavailableInTierException"
        raise AwsError(
            code,
            f"The following features need to be disabled for the {plan} pricing tier configured: "
            f"{', '.join(features)}",
        )


def threat_protection_is_on(settings: Mapping[str, Any]) -> bool:
    """Tell whether AdvancedSecurityMode is AUDIT or ENFORCED."""
    add_ons: Mapping[str, Any] = settings.get("UserPoolAddOns", {})
    return bool(add_ons.get("AdvancedSecurityMode", "OFF") != "OFF")


def _features_beyond(settings: "UserPoolTypeTypeDef", *, plan: str) -> list[str]:
    features = []
    if plan != "PLUS" and threat_protection_is_on(settings):
        features.append("Threat Protection")
    if plan != "LITE":
        return features
    version = (
        settings.get("LambdaConfig", {}).get("PreTokenGenerationConfig", {}).get("LambdaVersion", "V1_0")
    )
    if version != "V1_0":
        features.append(f"Token Customization with Pre-Token Generation Lambda {version}")
    if set(settings["Policies"]["SignInPolicy"].get("AllowedFirstAuthFactors", ())) - {"PASSWORD"}:
        features.append("Passwordless Sign-In")
    return features
