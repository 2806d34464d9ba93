"""Lambda functions and the HTTP API in front of one, as a user would create them."""

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isthmus.local.addresses import ACCOUNT_ID, REGION
from isthmus.origin import Origin

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2 import ApiGatewayV2Client
    from mypy_boto3_apigatewayv2.type_defs import CorsTypeDef
    from mypy_boto3_lambda import LambdaClient

    from isthmus.local.seed.clients import AwsClients

MEMORY_MIB = 512
PATH = "/token-validator"
PREFLIGHT_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One Lambda function to be."""

    name: str
    handler: str
    archive: bytes
    role_arn: str
    environment: dict[str, str]
    timeout_seconds: int


def ensure_function(client: "LambdaClient", function: Function) -> str:
    """Create the function, or bring its code and settings up to date; give its ARN."""
    try:
        client.create_function(
            FunctionName=function.name,
            Runtime="python3.13",
            Handler=function.handler,
            Role=function.role_arn,
            Code={"ZipFile": function.archive},
            Environment={"Variables": function.environment},
            MemorySize=MEMORY_MIB,
            Timeout=function.timeout_seconds,
        )
    except client.exceptions.ResourceConflictException:
        client.update_function_code(FunctionName=function.name, ZipFile=function.archive)
        client.update_function_configuration(
            FunctionName=function.name,
            Handler=function.handler,
            Role=function.role_arn,
            Environment={"Variables": function.environment},
            Timeout=function.timeout_seconds,
        )
    return f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{function.name}"


def ensure_http_api(clients: "AwsClients", *, name: str, function_arn: str, page_origin: str) -> str:
    """Put an HTTP API with one route in front of a function; give the route's local URL.

    Scripts of `page_origin`, and of no other origin, may call it.
    """
    apis, cors = clients.http_apis, cors_for(page_origin)
    known = {api["Name"]: api["ApiId"] for api in apis.get_apis().get("Items", [])}
    api_id = known.get(name) or _create_http_api(apis, name=name, function_arn=function_arn)
    apis.update_api(ApiId=api_id, CorsConfiguration=cors)
    source_arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT_ID}:{api_id}/*/*"
    functions = clients.functions
    with contextlib.suppress(functions.exceptions.ResourceConflictException):
        functions.add_permission(
            FunctionName=function_arn,
            StatementId="http-api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=source_arn,
        )
    return f"{functions.meta.endpoint_url}/_aws/execute-api/{api_id}{PATH}"


def cors_for(page_origin: str) -> "CorsTypeDef":
    """Give the CORS configuration that lets pages of one https origin post a bearer.

    Raises `MalformedError` for anything but one origin: no `*`, no path.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    # SECURITY: with `*` a page of anyone could try sessions here and read whose they are.
    Origin.parse(page_origin)
    return {
        "AllowOrigins": [page_origin],
        "AllowMethods": ["POST"],
        "AllowHeaders": ["authorization"],
        "AllowCredentials": False,
        "MaxAge": PREFLIGHT_SECONDS,
    }


def _create_http_api(apis: "ApiGatewayV2Client", *, name: str, function_arn: str) -> str:
    api_id = apis.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
    integration = apis.create_integration(
        ApiId=api_id,
        IntegrationType="AWS_PROXY",
        IntegrationUri=function_arn,
        PayloadFormatVersion="2.0",
    )
    apis.create_route(
        ApiId=api_id, RouteKey=f"ANY {PATH}", Target=f"integrations/{integration['IntegrationId']}"
    )
    apis.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
    return api_id
