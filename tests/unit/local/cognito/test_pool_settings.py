from typing import Any

import pytest

from unit.local.cognito.local_pools import CREATE, DEFINE, Json, LocalPools, RefusedError

EMAIL_FIRST = {"Name": "verified_email", "Priority": 1}
ADMIN_SECOND = {"Name": "admin_only", "Priority": 2}
ARN = "arn:aws:kms:us-east-1:123456789012:key/a"


@pytest.mark.parametrize(
    "settings",
    [
        {"Policies": {"PasswordPolicy": {"PasswordHistorySize": 3}}},
        {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}},
        {"KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": ARN}},
        {"IssuerConfiguration": {"Type": "UPDATED"}},
        {
            "LambdaConfig": {
                "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": DEFINE},
                "KMSKeyID": ARN,
            }
        },
        {"LambdaConfig": {"InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": DEFINE}}},
    ],
)
def test_refuses_a_setting_whose_behaviour_is_not_here(local: LocalPools, settings: Json) -> None:
    with pytest.raises(RefusedError, match="not supported by the local stack") as refused:
        local.call("CreateUserPool", PoolName="p", **settings)
    assert refused.value.code == "UnsupportedOperationException"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]},
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
        ),
        (
            {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": []}}},
            "Value '\\[\\]' at 'policies.signInPolicy.allowedFirstAuthFactors' failed",
        ),
        (
            {
                "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}},
                "AdminCreateUserConfig": {"UnusedAccountValidityDays": 3},
            },
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead",
        ),
        (
            {"Policies": {"SignInPolicy": {}}},
            "Password should be configured as one of the allowed first auth factors",
        ),
        ({"MfaConfiguration": "ON"}, "SMS configuration and Auto verification for phone_number are required"),
        ({"MfaConfiguration": "OPTIONAL"}, "are required when MFA is required/optional"),
        (
            {
                "MfaConfiguration": "ON",
                "SmsConfiguration": {"SnsCallerArn": ARN},
                "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"]}},
            },
            "One-time passwords cannot be first factors when MFA is required",
        ),
        (
            {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"]}}},
            "SMS configuration is required when SMS_OTP is a first factor",
        ),
        ({"AutoVerifiedAttributes": ["phone_number"]}, "SMS configuration is required when phone_number"),
        (
            {
                "LambdaConfig": {
                    "PreTokenGeneration": CREATE,
                    "PreTokenGenerationConfig": {"LambdaVersion": "V1_0", "LambdaArn": DEFINE},
                }
            },
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
        ),
        ({"UserPoolTags": {str(number): "x" for number in range(51)}}, "at most 50 tags"),
        (
            {"LambdaConfig": {"CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": DEFINE}}},
            "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
        ),
        (
            {"LambdaConfig": {"PreSignUp": DEFINE.replace("us-east-1", "eu-west-1")}},
            "Cross-region lambda functions are not supported",
        ),
        (
            {"AccountRecoverySetting": {"RecoveryMechanisms": [EMAIL_FIRST, EMAIL_FIRST]}},
            "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
        ),
        (
            {"AccountRecoverySetting": {"RecoveryMechanisms": [EMAIL_FIRST, ADMIN_SECOND]}},
            "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
        ),
        (
            {"Schema": [{"Name": "email", "AttributeDataType": "String", "DeveloperOnlyAttribute": True}]},
            "or set developerOnlyAttribute for standard schema attribute email",
        ),
        (
            {"Schema": [{"Name": "x", "AttributeDataType": "String", "Required": True}]},
            "Required custom attributes are not supported currently.",
        ),
        (
            {"Schema": [{"Name": "email", "AttributeDataType": "Number"}]},
            "You can not change AttributeDataType .* standard schema attribute email",
        ),
        (
            {"Schema": [{"Name": "sub", "AttributeDataType": "String", "Mutable": True}]},
            "The attribute sub can not be changed.",
        ),
        (
            {"Schema": [{"Name": "x", "AttributeDataType": "String"}] * 2},
            "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
        ),
        ({"Schema": [{"Name": "x"}]}, "The schema attribute x needs an AttributeDataType."),
        ({"Schema": [{"AttributeDataType": "String"}]}, "A schema attribute needs a Name."),
        (
            {
                "Schema": [
                    {
                        "Name": "x",
                        "AttributeDataType": "String",
                        "StringAttributeConstraints": {"MinLength": "5", "MaxLength": "4"},
                    }
                ]
            },
            "custom:x cannot have a max length shorter",
        ),
        (
            {
                "Schema": [
                    {
                        "Name": "x",
                        "AttributeDataType": "Number",
                        "NumberAttributeConstraints": {"MinValue": "5", "MaxValue": "4"},
                    }
                ]
            },
            "custom:x cannot have a max value smaller",
        ),
        (
            {
                "Schema": [
                    {
                        "Name": "x",
                        "AttributeDataType": "Number",
                        "NumberAttributeConstraints": {"MinValue": "low"},
                    }
                ]
            },
            "Invalid constraints for attribute custom:x",
        ),
    ],
)
def test_refuses_what_contradicts_itself(local: LocalPools, settings: Json, message: str) -> None:
    with pytest.raises(RefusedError, match=message) as refused:
        local.call("CreateUserPool", PoolName="p", **settings)
    assert refused.value.code == "InvalidParameterException"


def _settings(local: LocalPools, pool_id: str) -> Json:
    described: Json = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    return described


def test_a_fresh_pool_has_the_defaults_of_aws(local: LocalPools, pool_id: str) -> None:
    pool = _settings(local, pool_id)
    assert pool["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 8,
        "RequireUppercase": True,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "TemporaryPasswordValidityDays": 7,
    }
    assert pool["MfaConfiguration"] == "OFF"
    assert pool["DeletionProtection"] == "INACTIVE"
    assert pool["UserPoolTier"] == "ESSENTIALS"
    assert pool["LambdaConfig"] == {}
    assert pool["EstimatedNumberOfUsers"] == 0
    assert pool["Arn"] == f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{pool_id}"
    assert "UsernameConfiguration" not in pool
    assert {attribute["Name"] for attribute in pool["SchemaAttributes"]} > {"sub", "email", "birthdate"}


def test_keeps_a_custom_attribute_under_its_prefix(local: LocalPools) -> None:
    schema: list[Any] = [
        {"Name": "org", "AttributeDataType": "String"},
        {"Name": "email", "AttributeDataType": "String", "Required": True},
    ]
    pool = local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]
    attributes = {attribute["Name"]: attribute for attribute in pool["SchemaAttributes"]}
    assert attributes["custom:org"]["Mutable"] is False
    assert attributes["email"]["Required"] is True
    assert len(attributes) == len(pool["SchemaAttributes"]) == 21


def test_a_custom_attribute_has_constraints_even_if_empty_and_the_prefix_of_its_kind(
    local: LocalPools,
) -> None:
    schema: list[Any] = [
        {"Name": "text", "AttributeDataType": "String"},
        {"Name": "number", "AttributeDataType": "Number"},
        {"Name": "moment", "AttributeDataType": "DateTime"},
        {"Name": "inside", "AttributeDataType": "String", "DeveloperOnlyAttribute": True},
    ]
    pool = local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]
    attributes = {attribute["Name"]: attribute for attribute in pool["SchemaAttributes"]}
    assert attributes["custom:text"]["StringAttributeConstraints"] == {}
    assert attributes["custom:number"]["NumberAttributeConstraints"] == {}
    assert attributes["custom:moment"]["AttributeDataType"] == "DateTime"
    assert attributes["dev:custom:inside"]["DeveloperOnlyAttribute"] is True


def test_an_update_resets_what_it_omits_as_measured_on_aws(local: LocalPools, pool_id: str) -> None:
    local.call(
        "UpdateUserPool",
        UserPoolId=pool_id,
        LambdaConfig={"DefineAuthChallenge": DEFINE},
        AutoVerifiedAttributes=["email"],
        Policies={"PasswordPolicy": {"MinimumLength": 12}},
        DeletionProtection="ACTIVE",
        UserPoolTier="PLUS",
        UserPoolTags={"a": "b"},
    )
    local.call("UpdateUserPool", UserPoolId=pool_id)
    pool = _settings(local, pool_id)
    assert pool["LambdaConfig"] == {}
    assert "AutoVerifiedAttributes" not in pool
    assert pool["UserPoolTags"] == {}
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["Policies"]["PasswordPolicy"]["RequireSymbols"] is False
    assert pool["DeletionProtection"] == "ACTIVE"
    assert pool["UserPoolTier"] == "PLUS"


def test_an_update_of_one_policy_keeps_the_other(local: LocalPools, pool_id: str) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, Policies={"PasswordPolicy": {"MinimumLength": 12}})
    sign_in = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}
    local.call("UpdateUserPool", UserPoolId=pool_id, Policies=sign_in)
    assert _settings(local, pool_id)["Policies"]["PasswordPolicy"]["MinimumLength"] == 12


def test_an_update_keeps_what_is_fixed_at_creation(local: LocalPools) -> None:
    schema = [{"Name": "org", "AttributeDataType": "String"}]
    created = local.call("CreateUserPool", PoolName="p", AliasAttributes=["email"], Schema=schema)
    pool_id = created["UserPool"]["Id"]
    local.call("UpdateUserPool", UserPoolId=pool_id, PoolName="renamed")
    pool = _settings(local, pool_id)
    assert pool["Name"] == "renamed"
    assert pool["AliasAttributes"] == ["email"]
    assert "custom:org" in {attribute["Name"] for attribute in pool["SchemaAttributes"]}


def test_the_older_name_of_the_days_of_a_temporary_password_counts(local: LocalPools) -> None:
    config = {"UnusedAccountValidityDays": 3}
    pool = local.call("CreateUserPool", PoolName="p", AdminCreateUserConfig=config)["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 3
    assert pool["AdminCreateUserConfig"]["UnusedAccountValidityDays"] == 3
