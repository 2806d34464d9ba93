from typing import Any

import pytest

from unit.local.cognito.identity.local_identity_pools import (
    APP_CLIENT_ID,
    PROVIDER_ARN,
    REGION,
    ROLE_ARN,
    USER_POOL_ID,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)


def refusal(identity: LocalIdentityPools, operation: str, **request: Any) -> str:
    with pytest.raises(RefusedError) as refused:
        identity.call(operation, **request)
    return refused.value.code


def create(identity: LocalIdentityPools, **settings: Any) -> Any:
    request = {"IdentityPoolName": "pool", "AllowUnauthenticatedIdentities": False} | settings
    return identity.call("CreateIdentityPool", **request)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"IdentityPoolName": ""}, "InvalidParameterException"),
        ({"IdentityPoolName": "a/b"}, "InvalidParameterException"),
        ({"IdentityPoolName": None}, "InvalidParameterException"),
        ({"AllowUnauthenticatedIdentities": "no"}, "SerializationException"),
        ({"OpenIdConnectProviderARNs": ["arn:aws:iam::123456789012:role/x"]}, "InvalidParameterException"),
        (
            {"OpenIdConnectProviderARNs": ["arn:aws:iam::210987654321:oidc-provider/org.example"]},
            "InvalidParameterException",
        ),
        (
            {"OpenIdConnectProviderARNs": ["arn:aws:iam::123456789012:oidc-provider/"]},
            "InvalidParameterException",
        ),
        (
            {"CognitoIdentityProviders": [{"ProviderName": "org.example", "ClientId": "x"}]},
            "InvalidParameterException",
        ),
        ({"CognitoIdentityProviders": [{"ProviderName": USER_POOL_NAME}]}, "InvalidParameterException"),
        ({"CognitoIdentityProviders": [{"ClientId": "x"}]}, "InvalidParameterException"),
        ({"SupportedLoginProviders": {"login.example": "1"}}, "InvalidParameterException"),
        ({"SamlProviderARNs": ["arn:aws:iam::123456789012:oidc-provider/x"]}, "InvalidParameterException"),
        ({"SamlProviderARNs": ["arn:aws:iam::210987654321:saml-provider/x"]}, "InvalidParameterException"),
        ({"DeveloperProviderName": "a b"}, "InvalidParameterException"),
    ],
)
def test_refuses_a_pool_with(identity: LocalIdentityPools, settings: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        create(identity, **settings)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "operation", ["DescribeIdentityPool", "GetIdentityPoolRoles", "DeleteIdentityPool", "ListIdentities"]
)
def test_refuses_an_unknown_pool(identity: LocalIdentityPools, operation: str) -> None:
    more = {"MaxResults": 1} if operation == "ListIdentities" else {}
    unknown = f"{REGION}:11111111-1111-1111-1111-111111111111"
    assert refusal(identity, operation, IdentityPoolId=unknown, **more) == "ResourceNotFoundException"


def test_refuses_foreign_kinds_of_roles(identity: LocalIdentityPools) -> None:
    pool_id = create(identity)["IdentityPoolId"]
    assert (
        refusal(identity, "SetIdentityPoolRoles", IdentityPoolId=pool_id, Roles={"admin": ROLE_ARN})
        == "InvalidParameterException"
    )


def test_a_developer_provider_keeps_its_name(identity: LocalIdentityPools) -> None:
    pool_id = create(identity, DeveloperProviderName="login.example")["IdentityPoolId"]
    request: dict[str, Any] = {
        "IdentityPoolId": pool_id,
        "IdentityPoolName": "pool",
        "AllowUnauthenticatedIdentities": False,
    }
    assert (
        refusal(identity, "UpdateIdentityPool", **request, DeveloperProviderName="login.other")
        == "InvalidParameterException"
    )
    assert identity.call("UpdateIdentityPool", **request)["DeveloperProviderName"] == "login.example"


def test_refuses_tags_of_what_is_no_pool(identity: LocalIdentityPools) -> None:
    arn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
    assert refusal(identity, "ListTagsForResource", ResourceArn=arn) == "InvalidParameterException"


def test_refuses_more_than_fifty_tags(identity: LocalIdentityPools) -> None:
    arn = arn_of(create(identity)["IdentityPoolId"])
    tags = {f"name-{number}": "x" for number in range(51)}
    assert refusal(identity, "TagResource", ResourceArn=arn, Tags=tags) == "InvalidParameterException"


def arn_of(pool_id: str) -> str:
    return f"arn:aws:cognito-identity:us-east-1:123456789012:identitypool/{pool_id}"


def test_a_pool_is_described_as_it_was_made(identity: LocalIdentityPools) -> None:
    made = create(
        identity,
        AllowClassicFlow=True,
        DeveloperProviderName="login.example",
        OpenIdConnectProviderARNs=[PROVIDER_ARN],
        SamlProviderARNs=["arn:aws:iam::123456789012:saml-provider/corporate"],
        SupportedLoginProviders={"graph.facebook.com": "7346241598935552"},
        CognitoIdentityProviders=[
            {"ProviderName": f"127.0.0.1:4566/{USER_POOL_ID}", "ClientId": APP_CLIENT_ID},
            {"ProviderName": USER_POOL_NAME, "ClientId": "another", "ServerSideTokenCheck": True},
        ],
        IdentityPoolTags={"team": "identity"},
    )
    assert made["CognitoIdentityProviders"] == [
        {"ProviderName": USER_POOL_NAME, "ClientId": APP_CLIENT_ID, "ServerSideTokenCheck": False},
        {"ProviderName": USER_POOL_NAME, "ClientId": "another", "ServerSideTokenCheck": True},
    ]
    assert made["SupportedLoginProviders"] == {"graph.facebook.com": "7346241598935552"}
    identity.restart()
    assert identity.call("DescribeIdentityPool", IdentityPoolId=made["IdentityPoolId"]) == made


def test_an_update_replaces_the_settings_and_keeps_roles_and_tags(identity: LocalIdentityPools) -> None:
    pool_id = create(
        identity,
        AllowClassicFlow=True,
        OpenIdConnectProviderARNs=[PROVIDER_ARN],
        IdentityPoolTags={"team": "identity"},
    )["IdentityPoolId"]
    identity.call("SetIdentityPoolRoles", IdentityPoolId=pool_id, Roles={"authenticated": ROLE_ARN})
    updated = identity.call(
        "UpdateIdentityPool",
        IdentityPoolId=pool_id,
        IdentityPoolName="renamed",
        AllowUnauthenticatedIdentities=True,
    )
    assert updated == {
        "IdentityPoolId": pool_id,
        "IdentityPoolName": "renamed",
        "AllowUnauthenticatedIdentities": True,
        "IdentityPoolTags": {"team": "identity"},
    }
    roles = identity.call("GetIdentityPoolRoles", IdentityPoolId=pool_id)
    assert roles["Roles"] == {"authenticated": ROLE_ARN}


def test_tags_come_and_go(identity: LocalIdentityPools) -> None:
    arn = arn_of(create(identity)["IdentityPoolId"])
    identity.call("TagResource", ResourceArn=arn, Tags={"a": "1", "b": "2"})
    identity.call("UntagResource", ResourceArn=arn, TagKeys=["a"])
    assert identity.call("ListTagsForResource", ResourceArn=arn)["Tags"] == {"b": "2"}


def test_pools_come_in_pages(identity: LocalIdentityPools) -> None:
    made = {create(identity)["IdentityPoolId"] for _ in range(3)}
    first = identity.call("ListIdentityPools", MaxResults=2)
    second = identity.call("ListIdentityPools", MaxResults=2, NextToken=first["NextToken"])
    seen = [pool["IdentityPoolId"] for page in (first, second) for pool in page["IdentityPools"]]
    assert (len(seen), set(seen)) == (3, made)
    assert "NextToken" not in second
