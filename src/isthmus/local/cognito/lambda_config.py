"""Which Lambda triggers a pool can have here, and the rules AWS has for them.

Page: developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.
"""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import LambdaConfigTypeTypeDef

# These would have to run and don't. The custom senders get their codes encrypted by the AWS Encryption SDK
# under a KMS key.
_NOT_RUN = (
    "CustomEmailSender",
    "CustomSMSSender",
    "InboundFederation",
    "KMSKeyID",
)


_SENDERS = ("CustomEmailSender", "CustomSMSSender")


def check_lambda_config(config: "LambdaConfigTypeTypeDef", *, region: str) -> None:
    """Refuse triggers that are not run here, and what AWS refuses, in its words (measured, cdk-preflight)."""
    if any(sender in config for sender in _SENDERS) and "KMSKeyID" not in config:
        raise invalid_parameter(
            "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used."
        )
    for name in _NOT_RUN:
        if name in config:
            raise UnsupportedError(f"The {name} trigger")
    if any(arn.split(":")[3] != region for arn in _functions(config)):
        raise invalid_parameter("Cross-region lambda functions are not supported")
    pre_token = config.get("PreTokenGenerationConfig")
    if (
        pre_token is not None
        and config.get("PreTokenGeneration", pre_token["LambdaArn"]) != pre_token["LambdaArn"]
    ):
        raise invalid_parameter(
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's"
        )


def _functions(config: "LambdaConfigTypeTypeDef") -> list[str]:
    members: dict[str, Any] = {name: value for name, value in config.items() if name != "KMSKeyID"}
    return [value["LambdaArn"] if isinstance(value, dict) else value for value in members.values()]
