"""Functions through the real endpoint: whom they run for, and what their own credentials may do."""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from isthmus.local.addresses import ACCOUNT_ID, REGION
from unit.local.aws.running_endpoint import RunningEndpoint

LAMBDA = {"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
ECHO = """
import os

def handler(event, context):
    if event.get("fail"):
        raise ValueError("on purpose")
    return {"environment": dict(os.environ)}
"""
ASK = """
import os
import boto3

def handler(event, context):
    cognito = boto3.client("cognito-idp", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    return cognito.admin_get_user(UserPoolId=event["pool"], Username="jane")["Username"]
"""
ALLOW = """
def handler(event, context):
    event["response"] = {"autoConfirmUser": True}
    return event
"""


@pytest.fixture(scope="module")
def role_arn(endpoint: RunningEndpoint) -> str:
    return endpoint.make_role("echo", trust=LAMBDA, allowed=[{"Action": "logs:*", "Resource": "*"}])


def invoke(endpoint: RunningEndpoint, name: str, event: Any) -> Any:
    answer = endpoint.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    return json.loads(answer["Payload"].read())


def test_a_function_may_ask_cognito_only_what_its_role_allows(endpoint: RunningEndpoint) -> None:
    pools = endpoint.client("cognito-idp")
    mine, other = (pools.create_user_pool(PoolName=name)["UserPool"] for name in ("asked", "not-asked"))
    for pool in (mine, other):
        pools.admin_create_user(UserPoolId=pool["Id"], Username="jane", MessageAction="SUPPRESS")
    allowed = [{"Action": "cognito-idp:AdminGetUser", "Resource": mine["Arn"]}]
    arn = endpoint.make_role("ask", trust=LAMBDA, allowed=allowed)
    endpoint.make_function("ask", source=ASK, role_arn=arn)
    refused = invoke(endpoint, "ask", {"pool": other["Id"]})
    assert "AccessDeniedException" in refused["errorMessage"]
    assert (
        "assumed-role/ask/ask is not authorized to perform: cognito-idp:AdminGetUser"
        in refused["errorMessage"]
    )
    assert invoke(endpoint, "ask", {"pool": mine["Id"]}) == "jane"


def test_a_function_sees_nothing_of_the_stack(
    endpoint: RunningEndpoint, role_arn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_THE_DEVELOPER", "x")
    endpoint.make_function("echo", source=ECHO, role_arn=role_arn)
    environment = invoke(endpoint, "echo", {})["environment"]
    assert environment["AWS_ENDPOINT_URL"] == endpoint.url
    assert "SECRET_OF_THE_DEVELOPER" not in environment
    assert not [name for name in environment if "ISTHMUS" in name]
    assert endpoint.admin.secret_access_key.reveal() not in environment.values()


def test_a_functions_credentials_do_not_follow_from_its_name(
    endpoint: RunningEndpoint, role_arn: str
) -> None:
    names = ("one-of-two", "two-of-two")
    for name in names:
        endpoint.make_function(name, source=ECHO, role_arn=role_arn)
    first, second = (invoke(endpoint, name, {})["environment"] for name in names)
    assert first["AWS_ACCESS_KEY_ID"] != second["AWS_ACCESS_KEY_ID"]
    keys = {
        "aws_access_key_id": first["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": second["AWS_SECRET_ACCESS_KEY"],
        "aws_session_token": first["AWS_SESSION_TOKEN"],
    }
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        endpoint.client("sts", **keys).get_caller_identity()


def sign_up(endpoint: RunningEndpoint, pool_id: str) -> Any:
    client = endpoint.client("cognito-idp")
    return client.admin_create_user(
        UserPoolId=pool_id, Username=f"user-{time.monotonic_ns()}", MessageAction="SUPPRESS"
    )


def test_a_trigger_runs_only_by_leave_of_the_functions_resource_policy(
    endpoint: RunningEndpoint, role_arn: str
) -> None:
    functions, pools = endpoint.client("lambda"), endpoint.client("cognito-idp")
    arn = endpoint.make_function("pre-sign-up", source=ALLOW, role_arn=role_arn)
    pool = pools.create_user_pool(PoolName="triggered", LambdaConfig={"PreSignUp": arn})["UserPool"]
    permission = {
        "FunctionName": "pre-sign-up",
        "Action": "lambda:InvokeFunction",
        "Principal": "cognito-idp.amazonaws.com",
        "SourceAccount": ACCOUNT_ID,
    }
    with pytest.raises(ClientError, match="PreSignUp invocation failed due to error AccessDeniedException"):
        sign_up(endpoint, pool["Id"])
    functions.add_permission(StatementId="other", SourceArn=f"{pool['Arn']}x", **permission)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        sign_up(endpoint, pool["Id"])
    functions.add_permission(StatementId="pool", SourceArn=pool["Arn"], **permission)
    assert sign_up(endpoint, pool["Id"])["User"]["Username"]
    functions.remove_permission(FunctionName="pre-sign-up", StatementId="pool")
    with pytest.raises(ClientError, match="AccessDeniedException"):
        sign_up(endpoint, pool["Id"])
    functions.delete_function(FunctionName="pre-sign-up")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        sign_up(endpoint, pool["Id"])


def test_what_a_function_raises_is_its_message(endpoint: RunningEndpoint, role_arn: str) -> None:
    source = "def handler(event, context):\n    raise ValueError('on purpose')\n"
    arn = endpoint.make_function("raising", source=source, role_arn=role_arn)
    pool = endpoint.client("cognito-idp").create_user_pool(
        PoolName="raising", LambdaConfig={"PreSignUp": arn}
    )["UserPool"]
    endpoint.client("lambda").add_permission(
        FunctionName="raising",
        StatementId="pool",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=pool["Arn"],
    )
    with pytest.raises(ClientError, match="PreSignUp failed with error on purpose"):
        sign_up(endpoint, pool["Id"])


@pytest.fixture(scope="module")
def api(endpoint: RunningEndpoint, role_arn: str) -> str:
    """Give the path of an HTTP API with an open route and one that wants an IAM signature."""
    source = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'in'}\n"
    arn = endpoint.make_function("behind-api", source=source, role_arn=role_arn)
    apis = endpoint.client("apigatewayv2")
    api_id: str = apis.create_api(Name="api", ProtocolType="HTTP")["ApiId"]
    integration = apis.create_integration(
        ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    for route, more in (("ANY /open", {}), ("ANY /signed", {"AuthorizationType": "AWS_IAM"})):
        apis.create_route(ApiId=api_id, RouteKey=route, Target=f"integrations/{integration}", **more)
    apis.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
    endpoint.client("lambda").add_permission(
        FunctionName="behind-api",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{REGION}:{ACCOUNT_ID}:{api_id}/*/*",
    )
    return f"/_aws/execute-api/{api_id}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "AWS4-HMAC-SHA256 Credential=test/1/us-east-1/execute-api/aws4_request"},
        {"Authorization": "AWS test:x"},
        {"x-isthmus-caller": "root"},
    ],
)
def test_a_route_that_wants_a_signature_takes_no_other_word(
    endpoint: RunningEndpoint, api: str, headers: dict[str, str]
) -> None:
    with endpoint.http() as http:
        assert http.get(f"{api}/signed", headers=headers).status_code == 403


def test_an_open_route_is_open_and_its_bearer_is_its_own_affair(endpoint: RunningEndpoint, api: str) -> None:
    with endpoint.http() as http:
        assert http.get(f"{api}/open").text == "in"
        assert http.get(f"{api}/open", headers={"Authorization": "Bearer x"}).text == "in"
        assert http.get(f"{api}/absent").status_code == 404
