"""Which Lambda triggers a pool can have here, and the rules AWS has for them.

Page: developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.
"""

from typing import TYPE_CHECKING

from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import LambdaConfigTypeTypeDef

# These would have to run and don't: e-mail, SMS and federation are not here.
_NOT_RUN = (
    "CustomEmailSender",
    "CustomMessage",
    "CustomSMSSender",
    "InboundFederation",
    "KMSKeyID",
)


def check_lambda_config(config: "LambdaConfigTypeTypeDef", *, tier: str) -> None:
    """Refuse triggers that are not run here, and what AWS refuses."""
    for name in _NOT_RUN:
        if name in config:
            raise UnsupportedError(f"The {name} trigger")
    pre_token = config.get("PreTokenGenerationConfig")
    if pre_token is None:
        return
    if config.get("PreTokenGeneration", pre_token["LambdaArn"]) != pre_token["LambdaArn"]:
        raise invalid_parameter(
            "PreTokenGeneration and the LambdaArn of PreTokenGenerationConfig must be the same function."
        )
    if pre_token["LambdaVersion"] != "V1_0" and tier == "LITE":
        raise AwsError(
            "FeatureUnavailableInTierException",
            f"PreTokenGenerationConfig {pre_token['LambdaVersion']} is not available in the LITE tier",
        )
