"""The user pools as boto3 sees them, through a real server."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import httpx2
import pytest
import uvicorn
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from isthmus.clock import SystemClock
from isthmus.local.cognito.app import UserPools, open_user_pools
from isthmus.local.servers import bind
from unit.local.cognito.local_pools import (
    ACCOUNT_ID,
    CHALLENGE_TRIGGERS,
    CREATE,
    DEFINE,
    REGION,
    VERIFY,
    FakeFunctions,
    claims_of,
)

NOWHERE = httpx2.MockTransport(lambda _: httpx2.Response(404))

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class _Server:
    """Both halves of the user pools on one port, without the signature check of the AWS endpoint."""

    def __init__(self, folder: Path) -> None:
        self.functions = FakeFunctions()
        self._listener = bind(0, name="test")
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._folder = folder
        self._pools: UserPools | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._pools is None:
            self._pools = open_user_pools(
                database=self._folder / "cognito.sqlite3",
                issuer_base=self.url,
                region=REGION,
                account_id=ACCOUNT_ID,
                functions=self.functions,
                provider_client=httpx2.AsyncClient(
                    transport=httpx2.MockTransport(lambda _: httpx2.Response(404))
                ),
                clock=SystemClock(),
            )
        headers = dict(scope["headers"])
        if b"x-amz-target" not in headers:
            await self._pools.web(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        operation = headers[b"x-amz-target"].decode().partition(".")[2]
        response = await self._pools.service.answer(operation, body, request_id="r")
        await response(scope, receive, send)

    @contextmanager
    def running(self) -> Iterator[None]:
        config = uvicorn.Config(self, log_config=None, lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [self._listener]})
        thread.start()
        while not server.started:
            time.sleep(0.005)
        yield
        server.should_exit = True
        thread.join()
        if self._pools is not None:
            self._pools.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Server]:
    server = _Server(tmp_path)
    with server.running():
        yield server


@pytest.fixture
def client(server: _Server) -> Iterator["CognitoIdentityProviderClient"]:
    session = boto3.session.Session(
        aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example", region_name=REGION
    )
    config = Config(retries={"max_attempts": 0}, connect_timeout=5, read_timeout=10)
    client = session.client("cognito-idp", endpoint_url=server.url, config=config)
    yield client
    client.close()


def test_boto3_raises_the_exception_classes_of_aws(client: "CognitoIdentityProviderClient") -> None:
    with pytest.raises(client.exceptions.ResourceNotFoundException) as refused:
        client.describe_user_pool(UserPoolId="us-east-1_AAAAAAAAA")
    assert refused.value.response["Error"]["Message"] == "User pool us-east-1_AAAAAAAAA does not exist."
    with pytest.raises(client.exceptions.UnsupportedOperationException):
        client.list_terms(UserPoolId="us-east-1_AAAAAAAAA")
    with pytest.raises(ClientError, match="at 'userPoolId' failed to satisfy constraint"):
        client.describe_user_pool(UserPoolId="not a pool id")


def test_boto3_makes_a_machine_client_that_gets_a_token(
    server: _Server, client: "CognitoIdentityProviderClient"
) -> None:
    pool_id = client.create_user_pool(PoolName="m2m")["UserPool"]["Id"]
    client.create_user_pool_domain(Domain="m2m", UserPoolId=pool_id)
    client.create_resource_server(
        UserPoolId=pool_id,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}],
    )
    made = client.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="job",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
    )["UserPoolClient"]
    assert made["CreationDate"].tzinfo is not None
    with httpx2.Client() as http:
        response = http.post(
            f"{server.url}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(made["ClientId"], made["ClientSecret"]),
        )
        assert response.status_code == 200
        keys = http.get(f"{server.url}/{pool_id}/.well-known/jwks.json").json()
    assert len(keys["keys"]) == 2
    pages = client.get_paginator("list_user_pool_clients").paginate(
        UserPoolId=pool_id, PaginationConfig={"PageSize": 1}
    )
    assert [each["ClientName"] for page in pages for each in page["UserPoolClients"]] == ["job"]


def test_boto3_signs_a_user_in_without_credentials(
    server: _Server, client: "CognitoIdentityProviderClient"
) -> None:
    functions = server.functions
    functions.respond(DEFINE, challengeName="CUSTOM_CHALLENGE")
    functions.respond(CREATE, privateChallengeParameters={"a": "b"})

    def verify(event: dict[str, Any]) -> dict[str, Any]:
        functions.respond(DEFINE, issueTokens=True)
        event["response"]["answerCorrect"] = True
        return event

    functions.run[VERIFY] = verify
    triggers: Any = CHALLENGE_TRIGGERS
    pool_id = client.create_user_pool(PoolName="sso", LambdaConfig=triggers)["UserPool"]["Id"]
    app = client.create_user_pool_client(UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    client.admin_create_user(UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")

    unsigned = boto3.session.Session(region_name=REGION).client(
        "cognito-idp", endpoint_url=server.url, config=Config(signature_version=UNSIGNED)
    )
    started = unsigned.initiate_auth(
        ClientId=app["ClientId"], AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    answered = unsigned.respond_to_auth_challenge(
        ClientId=app["ClientId"],
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )
    token = answered["AuthenticationResult"]["AccessToken"]
    assert unsigned.get_user(AccessToken=token)["Username"] == "jane"
    listed = client.list_users(UserPoolId=pool_id, Filter='username = "jane"')["Users"]
    assert [user["Username"] for user in listed] == ["jane"]
    unsigned.close()


def test_boto3_signs_a_user_up_and_recovers_the_password(
    server: _Server, client: "CognitoIdentityProviderClient"
) -> None:
    pool = client.create_user_pool(PoolName="app", AutoVerifiedAttributes=["email"])["UserPool"]
    app = client.create_user_pool_client(
        UserPoolId=pool["Id"], ClientName="app", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]
    client.create_group(UserPoolId=pool["Id"], GroupName="staff", Precedence=1)

    def newest_code() -> str:
        with httpx2.Client() as http:
            found: str = http.get(f"{server.url}/_isthmus/outbox").json()["messages"][0]["code"]
        return found

    unsigned = boto3.session.Session(region_name=REGION).client(
        "cognito-idp", endpoint_url=server.url, config=Config(signature_version=UNSIGNED)
    )
    joe: Any = {"ClientId": app["ClientId"], "Username": "joe"}
    address: Any = [{"Name": "email", "Value": "joe@example.com"}]
    unsigned.sign_up(**joe, Password="Secret-123", UserAttributes=address)
    with pytest.raises(unsigned.exceptions.CodeMismatchException):
        unsigned.confirm_sign_up(**joe, ConfirmationCode=f"9{newest_code()}")
    unsigned.confirm_sign_up(**joe, ConfirmationCode=newest_code())
    unsigned.forgot_password(**joe)
    unsigned.confirm_forgot_password(**joe, ConfirmationCode=newest_code(), Password="Another-123")
    client.admin_add_user_to_group(UserPoolId=pool["Id"], Username="joe", GroupName="staff")
    parameters = {"USERNAME": "joe", "PASSWORD": "Another-123"}
    tokens = unsigned.initiate_auth(
        ClientId=app["ClientId"], AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )["AuthenticationResult"]
    assert claims_of(tokens["AccessToken"])["cognito:groups"] == ["staff"]
    unsigned.delete_user(AccessToken=tokens["AccessToken"])
    unsigned.close()


def test_an_error_has_its_type_on_the_wire(server: _Server) -> None:
    with httpx2.Client() as http:
        response = http.post(
            server.url,
            content=json.dumps({"AccessToken": "x"}),
            headers={"x-amz-target": "AWSCognitoIdentityProviderService.GetUser"},
        )
    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"] == "NotAuthorizedException:"
    assert response.json() == {"__type": "NotAuthorizedException", "message": "Invalid Access Token"}
