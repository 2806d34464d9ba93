from pathlib import Path

import pytest

from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.migrations import MIGRATIONS
from isthmus.local.database import Database
from unit.local.cognito.local_pools import LocalPools, RefusedError


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


def test_refuses_a_custom_domain(local: LocalPools, pool_id: str) -> None:
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/x"
    with pytest.raises(RefusedError, match="CustomDomainConfig of a domain is not supported"):
        local.call(
            "CreateUserPoolDomain",
            UserPoolId=pool_id,
            Domain="shop",
            CustomDomainConfig={"CertificateArn": arn},
        )


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
    ("host", "prefix"),
    [
        ("127.0.0.1:4566", None),
        ("localhost", None),
        ("shop.auth.eu-west-1.amazoncognito.com", None),
        ("shop.auth.us-east-1.amazoncognito.com.evil.example", None),
        ("shop.auth.us-east-1.amazoncognito.com", "shop"),
        ("Shop.Auth.localhost:4566", "shop"),
    ],
)
def test_reads_the_prefix_from_the_host(tmp_path: Path, host: str, prefix: str | None) -> None:
    database = Database(tmp_path / "x.sqlite3", migrations=MIGRATIONS)
    assert Domains(database, region="us-east-1").prefix_of_host(host) == prefix
    database.close()
