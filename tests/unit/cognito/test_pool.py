"""Pool ids and the addresses derived from them."""

import pytest

from isthmus.cognito.pool import UserPool
from isthmus.errors import MalformedError


@pytest.mark.parametrize(
    "pool_id",
    [
        "",
        "us-east-1",
        "us-east-1_",
        "_EXAMPLE",
        "us-east-1_EX-AMPLE",
        "us-east-1_EX_AMPLE",
        "us-east-1_EXAMPLE/",
        "us-east-1_EXAMPLE/../us-east-1_OTHER",
        "us-east-1_EXAMPLE\n",
        " us-east-1_EXAMPLE",
        "us-east-1_EXÄMPLE",
        "us-east-1_" + "A" * 41,
        "US-EAST-1_EXAMPLE",
        "us-east_EXAMPLE",
        "us-east-x_EXAMPLE",
        "useast1_EXAMPLE",
        "us-east-\u0661_EXAMPLE",
        "us-east-1.evil.example_EXAMPLE",
        "us-east-1@evil.example_EXAMPLE",
        "us-east-1:12345678-1234-1234-1234-123456789012",
        "xx-east-1_EXAMPLE",
        "cn-north-1_EXAMPLE",
        "us-iso-east-1_EXAMPLE",
        "us-isob-east-1_EXAMPLE",
        "eu-isoe-west-1_EXAMPLE",
    ],
)
def test_refuses_what_is_no_pool_id_on_aws(pool_id: str) -> None:
    with pytest.raises(MalformedError):
        UserPool.of(pool_id)
    with pytest.raises(MalformedError):
        UserPool.of_updated_issuer(pool_id)


@pytest.mark.parametrize(
    "issuer",
    [
        "",
        "us-east-1_EXAMPLE",
        "http://127.0.0.1:4566",
        "http://127.0.0.1:4566/",
        "http://127.0.0.1:4566/us-east-1_EXAMPLE/",
        "http://127.0.0.1:4566/a/us-east-1_EXAMPLE",
        "http://127.0.0.1:4566/us-east-1_EXAMPLE?x",
        "http://127.0.0.1:4566/us-east-1_EXAMPLE#x",
        "http://127.0.0.1:4566/not-a-pool",
        "http://user@127.0.0.1:4566/us-east-1_EXAMPLE",
        "ftp://127.0.0.1/us-east-1_EXAMPLE",
        "http://127.0.0.1:80/us-east-1_EXAMPLE",
        "http://LOCALHOST:4566/us-east-1_EXAMPLE",
    ],
)
def test_refuses_what_is_no_issuer_of_a_pool(issuer: str) -> None:
    with pytest.raises(MalformedError):
        UserPool.at_insecure_issuer(issuer)


@pytest.mark.parametrize(
    ("pool_id", "host"),
    [
        ("us-east-1_EXAMPLE", "cognito-idp.us-east-1.amazonaws.com"),
        ("ap-southeast-3_fnfVKFryQ", "cognito-idp.ap-southeast-3.amazonaws.com"),
        ("us-gov-west-1_EXAMPLE", "cognito-idp.us-gov-west-1.amazonaws.com"),
        ("eusc-de-east-1_EXAMPLE", "cognito-idp.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_derives_region_issuer_and_key_address(pool_id: str, host: str) -> None:
    pool = UserPool.of(pool_id)
    assert pool.region == pool_id.partition("_")[0]
    assert pool.issuer == f"https://{host}/{pool_id}"
    assert str(pool.origin) == f"https://{host}"
    assert pool.jwks_path == f"/{pool_id}/.well-known/jwks.json"


def test_derives_the_updated_issuer() -> None:
    pool = UserPool.of_updated_issuer("us-east-1_EXAMPLE")
    assert pool.issuer == "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"


def test_takes_an_insecure_issuer_by_the_method_that_says_so() -> None:
    pool = UserPool.at_insecure_issuer("http://127.0.0.1:4566/us-east-1_EXAMPLE")
    assert pool.issuer == "http://127.0.0.1:4566/us-east-1_EXAMPLE"
    assert pool.region == "us-east-1"
