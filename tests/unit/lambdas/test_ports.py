"""Where the deployed functions call."""

import pytest

from isthmus.aws.json_call import DYNAMODB
from isthmus.callout_settings import AwsSettings
from isthmus.errors import ConfigurationError
from isthmus.lambdas._ports import open_service
from isthmus.secret import Secret
from unit.salesforce.openid_org import FixedClock


def settings(region: str) -> AwsSettings:
    return AwsSettings(
        region=region,
        access_key_id="AKIDEXAMPLE00000",
        secret_access_key=Secret("s"),
        session_token=None,
        endpoint=None,
    )


def test_refuses_a_region_of_no_known_form() -> None:
    with pytest.raises(ConfigurationError):
        open_service("dynamodb", protocol=DYNAMODB, settings=settings("us-iso-east-1"), clock=FixedClock())


def test_calls_aws_itself_unless_told_otherwise() -> None:
    service = open_service("dynamodb", protocol=DYNAMODB, settings=settings("eu-west-1"), clock=FixedClock())
    assert str(service._origin) == "https://dynamodb.eu-west-1.amazonaws.com"
