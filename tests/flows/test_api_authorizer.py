"""The API authorizer as it is deployed: its real package, behind the APIs of the stack's API Gateway."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from flows.driving import Stack, machine_token
from isthmus.bundle import build_function

ECHO = """
def handler(event, _):
    import json
    return {"statusCode": 200, "body": json.dumps(event["requestContext"]["authorizer"])}
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A deployed API: `url` is behind the authorizer."""

    url: str
    unauthorized: int

    def get(self, authorization: str | None) -> httpx2.Response:
        headers = {} if authorization is None else {"Authorization": authorization}
        return httpx2.get(self.url, headers=headers, trust_env=False, timeout=30)


class Deployer:
    """Makes functions and APIs as an administrator, and takes them away."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.functions = stack.client("lambda")
        self.rest, self.http = stack.client("apigateway"), stack.client("apigatewayv2")
        self.made: list[str] = []
        self.role = stack.client("iam").create_role(
            RoleName="sample-authorizer", AssumeRolePolicyDocument=json.dumps(TRUST)
        )["Role"]["Arn"]

    def make_function(self, name: str, *, archive: bytes, handler: str, **environment: str) -> str:
        made = self.functions.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler=handler,
            Role=self.role,
            Code={"ZipFile": archive},
            Environment={"Variables": environment},
            Timeout=10,
        )
        self.functions.add_permission(
            FunctionName=name,
            StatementId="api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
        )
        self.made.append(name)
        return str(made["FunctionArn"])

    def make_authorizer(self, name: str, **settings: str) -> str:
        environment = {
            "AWS_ENDPOINT_URL": self.stack["aws_endpoint"],
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
            "ISTHMUS_USER_POOL_ID": self.stack["m2m"]["user_pool_id"],
            "ISTHMUS_ACCEPTED_CLIENT_IDS": self.stack["m2m"]["client_id"],
            "ISTHMUS_REQUIRED_SCOPES": self.stack["m2m"]["scopes"][0],
        }
        handler = "isthmus.lambdas.api_authorizer.handler"
        archive = build_function("api_authorizer")
        return self.make_function(name, archive=archive, handler=handler, **environment | settings)

    def make_echo(self) -> str:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("echo.py", ECHO)
        return self.make_function("sample-echo", archive=archive.getvalue(), handler="echo.handler")

    def make_rest_api(self, kind: str, *, authorizer: str, echo: str) -> Api:
        api_id = self.rest.create_rest_api(name=f"sample-{kind}")["id"]
        (root,) = self.rest.get_resources(restApiId=api_id)["items"]
        call = {"restApiId": api_id, "resourceId": root["id"], "httpMethod": "GET"}
        made = self.rest.create_authorizer(
            restApiId=api_id,
            name="isthmus",
            type=kind,
            authorizerUri=self._uri(authorizer),
            identitySource="method.request.header.Authorization",
            authorizerResultTtlInSeconds=0,
        )
        self.rest.put_method(**call, authorizationType="CUSTOM", authorizerId=made["id"])
        self.rest.put_integration(**call, type="AWS_PROXY", integrationHttpMethod="POST", uri=self._uri(echo))
        self.rest.create_deployment(restApiId=api_id, stageName="test")
        return Api(
            url=f"{self.stack['aws_endpoint']}/restapis/{api_id}/test/_user_request_/", unauthorized=401
        )

    def make_http_api(self, *, authorizer: str, echo: str, is_simple: bool) -> Api:
        api_id = self.http.create_api(Name=f"sample-{is_simple}", ProtocolType="HTTP")["ApiId"]
        made = self.http.create_authorizer(
            ApiId=api_id,
            Name="isthmus",
            AuthorizerType="REQUEST",
            AuthorizerUri=self._uri(authorizer),
            IdentitySource=["$request.header.Authorization"],
            AuthorizerPayloadFormatVersion="2.0",
            EnableSimpleResponses=is_simple,
            AuthorizerResultTtlInSeconds=0,
        )
        integration = self.http.create_integration(
            ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=echo, PayloadFormatVersion="2.0"
        )
        self.http.create_route(
            ApiId=api_id,
            RouteKey="GET /orders",
            Target=f"integrations/{integration['IntegrationId']}",
            AuthorizationType="CUSTOM",
            AuthorizerId=made["AuthorizerId"],
        )
        self.http.create_stage(ApiId=api_id, StageName="$default", AutoDeploy=True)
        # NOTE: ministack answers 500 where the authorizer of an HTTP API raises, whatever the message.
        return Api(url=f"{self.stack['aws_endpoint']}/_aws/execute-api/{api_id}/orders", unauthorized=500)

    def _uri(self, function_arn: str) -> str:
        return (
            f"arn:aws:apigateway:{self.stack['region']}:lambda:path/2015-03-31/functions/"
            f"{function_arn}/invocations"
        )

    def take_away(self) -> None:
        for name in self.made:
            self.functions.delete_function(FunctionName=name)
        self.stack.client("iam").delete_role(RoleName="sample-authorizer")


@pytest.fixture(scope="module")
def apis(stack: Stack) -> Iterator[dict[str, Api]]:
    deployer = Deployer(stack)
    echo = deployer.make_echo()
    policy = deployer.make_authorizer("sample-authorizer-policy")
    simple = deployer.make_authorizer("sample-authorizer-simple", ISTHMUS_AUTHORIZER_ANSWER="simple")
    yield {
        "REST, TOKEN": deployer.make_rest_api("TOKEN", authorizer=policy, echo=echo),
        "REST, REQUEST": deployer.make_rest_api("REQUEST", authorizer=policy, echo=echo),
        "HTTP, policy": deployer.make_http_api(authorizer=policy, echo=echo, is_simple=False),
        "HTTP, simple": deployer.make_http_api(authorizer=simple, echo=echo, is_simple=True),
    }
    deployer.take_away()


NAMES = ["REST, TOKEN", "REST, REQUEST", "HTTP, policy", "HTTP, simple"]


@pytest.mark.parametrize("name", NAMES)
def test_authorizer_lets_nobody_in_without_a_good_token(
    apis: dict[str, Api], stack: Stack, name: str
) -> None:
    token = machine_token(stack)
    head, _, signature = token.rpartition(".")
    assert apis[name].get(None).status_code == 401
    for refused in ("Bearer garbage", f"Bearer {head}.{signature[::-1]}", "Basic YTpi"):
        assert apis[name].get(refused).status_code == apis[name].unauthorized


@pytest.mark.parametrize("name", NAMES)
def test_authorizer_forbids_a_token_without_the_scope(apis: dict[str, Api], stack: Stack, name: str) -> None:
    wanted, other, *_ = stack["m2m"]["scopes"]
    token = machine_token(stack, scope=other)
    assert wanted != other
    assert apis[name].get(f"Bearer {token}").status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_authorizer_lets_a_machine_in_and_tells_the_api_who_it_is(
    apis: dict[str, Api], stack: Stack, name: str
) -> None:
    answer = apis[name].get(f"Bearer {machine_token(stack)}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    context = told.get("lambda", told)
    assert context["client_id"] == stack["m2m"]["client_id"]
    assert stack["m2m"]["scopes"][0] in context["scope"].split()
