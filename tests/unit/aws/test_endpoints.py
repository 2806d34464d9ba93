"""Where AWS answers; botocore is the judge."""

import boto3
import pytest

from isthmus.aws.endpoints import endpoint_of
from isthmus.errors import ConfigurationError


@pytest.mark.parametrize(
    "region",
    [
        "",
        "us-east",
        "US-EAST-1",
        "us-east-1.evil.example",
        "us-east-1\n",
        "us-iso-east-1",
        "us-isob-east-1",
        "evil/x-1",
    ],
)
def test_refuses_a_region(region: str) -> None:
    with pytest.raises(ConfigurationError):
        endpoint_of("dynamodb", region=region)


@pytest.mark.parametrize(
    ("service", "region"),
    [
        ("cognito-idp", "us-east-1"),
        ("cognito-identity", "eu-central-1"),
        ("dynamodb", "us-gov-west-1"),
        ("sts", "ap-southeast-7"),
    ],
)
def test_agrees_with_botocore(service: str, region: str) -> None:
    session = boto3.session.Session(region_name=region, aws_access_key_id="x", aws_secret_access_key="x")
    client = session.client(service)  # type: ignore[call-overload]  # the service is a parameter here
    assert endpoint_of(service, region=region) == client.meta.endpoint_url


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("cn-north-1", "dynamodb.cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", "dynamodb.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_knows_the_other_partitions(region: str, host: str) -> None:
    assert endpoint_of("dynamodb", region=region) == f"https://{host}"
