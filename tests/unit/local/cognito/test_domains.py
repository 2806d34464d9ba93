import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

CERTIFICATE = {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/sample"}


@pytest.mark.parametrize("word", ["aws", "amazon", "cognito"])
def test_refuses_a_reserved_word_of_a_prefix(local: LocalPools, pool_id: str, word: str) -> None:
    with pytest.raises(RefusedError, match=f"Domain cannot contain reserved word: {word}"):
        local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain=f"my-{word}-shop")


@pytest.mark.parametrize("prefix", ["Shop", "-shop", "shop-", "a.b", "s" * 64, ""])
def test_refuses_a_malformed_prefix(local: LocalPools, pool_id: str, prefix: str) -> None:
    with pytest.raises(RefusedError, match="at 'domain' failed to satisfy constraint"):
        local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain=prefix)


def test_refuses_a_domain_that_is_taken_and_a_second_one(local: LocalPools, pool_id: str) -> None:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    with pytest.raises(RefusedError, match="Domain already associated with another user pool"):
        local.call("CreateUserPoolDomain", UserPoolId=other, Domain="shop")
    with pytest.raises(RefusedError, match="already has a domain"):
        local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="second")


@pytest.mark.parametrize("name", ["auth", "Auth.example.com", ".example.com", "auth..example.com", "1.2.3.4"])
def test_refuses_a_malformed_custom_domain(local: LocalPools, pool_id: str, name: str) -> None:
    with pytest.raises(RefusedError, match="at 'domain' failed to satisfy constraint"):
        local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain=name, CustomDomainConfig=CERTIFICATE)


@pytest.mark.parametrize("more", [{"ManagedLoginVersion": 3}, {"Routing": {"Failover": {}}}])
def test_refuses_settings_that_are_not_here(local: LocalPools, pool_id: str, more: Json) -> None:
    with pytest.raises(RefusedError):
        local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop", **more)


def test_refuses_to_change_a_domain_that_is_not_there_or_to_make_a_prefix_custom(
    local: LocalPools, pool_id: str
) -> None:
    with pytest.raises(RefusedError, match="No such domain or user pool exists"):
        local.call("UpdateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    with pytest.raises(RefusedError, match="for custom domains"):
        local.call("UpdateUserPoolDomain", UserPoolId=pool_id, Domain="shop", CustomDomainConfig=CERTIFICATE)


def test_a_pool_has_a_prefix_and_a_custom_domain(local: LocalPools, pool_id: str) -> None:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    name = "auth.example.com"
    created = local.call(
        "CreateUserPoolDomain", UserPoolId=pool_id, Domain=name, CustomDomainConfig=CERTIFICATE
    )
    assert created["CloudFrontDomain"].endswith(".cloudfront.net")
    pool = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    assert (pool["Domain"], pool["CustomDomain"]) == ("shop", name)
    other = {"CertificateArn": CERTIFICATE["CertificateArn"] + "2"}
    updated = local.call(
        "UpdateUserPoolDomain",
        UserPoolId=pool_id,
        Domain=name,
        CustomDomainConfig=other,
        ManagedLoginVersion=2,
    )
    assert updated == created | {"ManagedLoginVersion": 2}
    local.restart()
    description = local.call("DescribeUserPoolDomain", Domain=name)["DomainDescription"]
    assert (description["CustomDomainConfig"], description["ManagedLoginVersion"]) == (other, 2)
    assert description["CloudFrontDistribution"] == created["CloudFrontDomain"]
    local.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain=name)
    assert "CustomDomain" not in local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]


def test_refuses_to_delete_a_domain_of_another_pool(local: LocalPools, pool_id: str) -> None:
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=other, Domain="shop")
    with pytest.raises(RefusedError, match="No such domain or user pool exists"):
        local.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain="shop")


def test_describes_an_unknown_domain_as_nothing(local: LocalPools) -> None:
    assert local.call("DescribeUserPoolDomain", Domain="nowhere") == {"DomainDescription": {}}


def test_a_word_within_a_segment_is_not_reserved(local: LocalPools, pool_id: str) -> None:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="my-awsome-shop")
    description = local.call("DescribeUserPoolDomain", Domain="my-awsome-shop")["DomainDescription"]
    assert (description["UserPoolId"], description["Status"]) == (pool_id, "ACTIVE")
    assert description["AWSAccountId"] == "123456789012"
    assert local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["Domain"] == "my-awsome-shop"
    local.call("DeleteUserPoolDomain", UserPoolId=pool_id, Domain="my-awsome-shop")
    assert "Domain" not in local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]


@pytest.mark.parametrize(
    ("host", "pools"),
    [
        ("127.0.0.1:4566", {"shop", "other"}),
        ("localhost", {"shop", "other"}),
        ("shop.auth.eu-west-1.amazoncognito.com", {"shop", "other"}),
        ("shop.auth.us-east-1.amazoncognito.com.evil.example", {"shop", "other"}),
        ("shop.auth.us-east-1.amazoncognito.com", {"shop"}),
        ("Shop.Auth.localhost:4566", {"shop"}),
        ("nobody.auth.localhost", set()),
        ("auth.example.com:443", {"other"}),
        ("Auth.Example.com", {"other"}),
        ("evil.auth.example.com", {"shop", "other"}),
    ],
)
def test_a_host_that_names_a_domain_leads_to_its_pool_alone(
    local: LocalPools, pool_id: str, host: str, pools: set[str]
) -> None:
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    local.call(
        "CreateUserPoolDomain",
        UserPoolId=other,
        Domain="auth.example.com",
        CustomDomainConfig=CERTIFICATE,
    )
    domains = local.pools._services.domains
    ids = {"shop": pool_id, "other": other}
    assert {name for name, each in ids.items() if domains.is_door_of(each, host=host)} == pools


def test_a_custom_domain_does_not_take_the_name_of_a_prefix(local: LocalPools, pool_id: str) -> None:
    with pytest.raises(RefusedError, match="Domain already associated with another user pool"):
        local.call(
            "CreateUserPoolDomain",
            UserPoolId=pool_id,
            Domain="shop.auth.localhost",
            CustomDomainConfig=CERTIFICATE,
        )
