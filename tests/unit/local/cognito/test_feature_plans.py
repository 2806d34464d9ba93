import pytest

from unit.local.cognito.local_pools import DEFINE, Json, LocalPools, RefusedError

V2 = {"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": DEFINE}}}
AUDIT = {"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}


@pytest.mark.parametrize(
    ("plan", "settings", "features"),
    [
        ("ESSENTIALS", AUDIT, "Threat Protection"),
        ("LITE", AUDIT, "Threat Protection"),
        ("LITE", V2, "Token Customization with Pre-Token Generation Lambda V2_0"),
        ("LITE", AUDIT | V2, "Threat Protection, Token Customization with Pre-Token Generation Lambda V2_0"),
    ],
)
def test_refuses_features_that_the_plan_has_not(
    local: LocalPools, plan: str, settings: Json, features: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("CreateUserPool", PoolName="p", UserPoolTier=plan, **settings)
    assert refused.value.code == "FeatureUnavailableInTierException"
    assert refused.value.message == (
        f"The following features need to be disabled for the {plan} pricing tier configured: {features}"
    )


def test_refuses_to_leave_a_plan_whose_features_are_in_use(local: LocalPools) -> None:
    created = local.call("CreateUserPool", PoolName="p", UserPoolTier="PLUS", **AUDIT)
    pool_id = created["UserPool"]["Id"]
    with pytest.raises(RefusedError) as refused:
        local.call("UpdateUserPool", UserPoolId=pool_id, UserPoolTier="ESSENTIALS", **AUDIT)
    assert refused.value.code == "TierChangeNotAllowedException"
    local.call("UpdateUserPool", UserPoolId=pool_id, UserPoolTier="ESSENTIALS")
    assert "UserPoolAddOns" not in local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]


def test_the_highest_plan_has_threat_protection(local: LocalPools) -> None:
    pool = local.call("CreateUserPool", PoolName="p", UserPoolTier="PLUS", **AUDIT)["UserPool"]
    assert pool["UserPoolAddOns"] == {"AdvancedSecurityMode": "AUDIT"}
