"""boto3 clients of the local AWS endpoint, signed by its administrator."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from isthmus.local.addresses import REGION

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_cognito_identity import CognitoIdentityClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient

    from isthmus.local.ready import AdminKey


class AwsClients:
    """One client per service, made when first asked for."""

    def __init__(self, *, endpoint: str, admin: "AdminKey") -> None:
        self._session = boto3.session.Session(
            aws_access_key_id=admin.access_key_id,
            aws_secret_access_key=admin.secret_access_key.reveal(),
            region_name=REGION,
        )
        self._endpoint = endpoint
        self._config = Config(retries={"max_attempts": 1}, connect_timeout=5, read_timeout=30)

    @cached_property
    def cognito_idp(self) -> "CognitoIdentityProviderClient":
        """User pools."""
        return self._session.client("cognito-idp", endpoint_url=self._endpoint, config=self._config)

    @cached_property
    def cognito_identity(self) -> "CognitoIdentityClient":
        """Identity pools."""
        return self._session.client("cognito-identity", endpoint_url=self._endpoint, config=self._config)

    @cached_property
    def iam(self) -> "IAMClient":
        """OIDC providers, roles and their policies."""
        return self._session.client("iam", endpoint_url=self._endpoint, config=self._config)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """Tables."""
        return self._session.client("dynamodb", endpoint_url=self._endpoint, config=self._config)

    @cached_property
    def functions(self) -> "LambdaClient":
        """Lambda functions."""
        return self._session.client("lambda", endpoint_url=self._endpoint, config=self._config)

    @cached_property
    def http_apis(self) -> "ApiGatewayV2Client":
        """API Gateway HTTP APIs."""
        return self._session.client("apigatewayv2", endpoint_url=self._endpoint, config=self._config)
