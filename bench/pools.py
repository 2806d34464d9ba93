"""What is measured on every system: a user pool with users, clients and triggers, made through its API."""

import base64
import contextlib
import io
import json
import time
import zipfile
from dataclasses import dataclass
from typing import Any

from bench.load import http_request
from bench.systems import System

PASSWORD = "Sample-Passw0rd!"  # noqa: S105  a sample
ROLE = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
# The smallest functions: right if the answer is "sample".
TRIGGERS = {
    "DefineAuthChallenge": """
def handler(event, context):
    answered = event["request"]["session"]
    event["response"]["issueTokens"] = bool(answered) and answered[-1]["challengeResult"]
    event["response"]["failAuthentication"] = bool(answered) and not answered[-1]["challengeResult"]
    event["response"]["challengeName"] = "CUSTOM_CHALLENGE"
    return event
""",
    "CreateAuthChallenge": """
def handler(event, context):
    event["response"]["publicChallengeParameters"] = {"ask": "sample"}
    event["response"]["privateChallengeParameters"] = {"answer": "sample"}
    return event
""",
    "VerifyAuthChallengeResponse": """
def handler(event, context):
    right = event["request"]["privateChallengeParameters"]["answer"]
    event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == right
    return event
""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPool:
    """A pool with a client for its users."""

    id: str
    client_id: str


def make_user_pool(system: System, **settings: Any) -> UserPool:
    """Make a pool and a client that may sign users in with passwords and custom challenges."""
    cognito = system.client("cognito-idp")
    pool_id = cognito.create_user_pool(PoolName="bench", **settings)["UserPool"]["Id"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="c", ExplicitAuthFlows=flows)
    return UserPool(id=pool_id, client_id=client["UserPoolClient"]["ClientId"])


def make_users(system: System, pool: UserPool, *, first: int, last: int, seconds: float) -> int:
    """Make users one by one until the last or until time is up; give how many there are."""
    cognito, began = system.client("cognito-idp"), time.perf_counter()
    for number in range(first, last):
        if time.perf_counter() - began > seconds:
            return number
        attributes = [{"Name": "email", "Value": email(number)}, {"Name": "email_verified", "Value": "true"}]
        cognito.admin_create_user(
            UserPoolId=pool.id,
            Username=username(number),
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
        )
    return last


def set_password(system: System, pool: UserPool, *, number: int) -> None:
    """Give a user a permanent password."""
    system.client("cognito-idp").admin_set_user_password(
        UserPoolId=pool.id, Username=username(number), Password=PASSWORD, Permanent=True
    )


def username(number: int) -> str:
    """Name a sample user."""
    return f"user-{number:07}"


def email(number: int) -> str:
    """Give the e-mail address of a sample user."""
    return f"user-{number:07}@example.com"


def password_sign_in(system: System, pool: UserPool, *, number: int) -> bytes:
    """Write AdminInitiateAuth with a password."""
    parameters = {
        "UserPoolId": pool.id,
        "ClientId": pool.client_id,
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": username(number), "PASSWORD": PASSWORD},
    }
    return system.api_request("cognito-idp", "AdminInitiateAuth", parameters)


def token_request(system: System) -> bytes:
    """Make a machine client with one scope; write its request for a token."""
    pool, cognito = make_user_pool(system), system.client("cognito-idp")
    cognito.create_user_pool_domain(UserPoolId=pool.id, Domain="bench")
    cognito.create_resource_server(
        UserPoolId=pool.id,
        Identifier="api",
        Name="api",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "read"}],
    )
    client = cognito.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="m",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=["api/read"],
    )["UserPoolClient"]
    pair = base64.b64encode(f"{client['ClientId']}:{client['ClientSecret']}".encode()).decode()
    headers = {"authorization": f"Basic {pair}", "content-type": "application/x-www-form-urlencoded"}
    body = b"grant_type=client_credentials&scope=api%2Fread"
    return http_request("POST", "/oauth2/token", port=system.port, headers=headers, body=body)


def make_custom_auth_pool(system: System) -> UserPool:
    """Make a pool whose three triggers are the smallest functions, and one user in it."""
    role = _make_role(system)
    functions = system.client("lambda")
    arns = {}
    for trigger, source in TRIGGERS.items():
        arns[trigger] = functions.create_function(
            FunctionName=f"bench-{trigger}",
            Runtime="python3.13",
            Handler="function.handler",
            Role=role,
            Code={"ZipFile": _zipped(source)},
            Timeout=5,
        )["FunctionArn"]
    pool = make_user_pool(system, LambdaConfig=arns)
    for trigger in TRIGGERS:
        functions.add_permission(
            FunctionName=f"bench-{trigger}",
            StatementId="pool",
            Action="lambda:InvokeFunction",
            Principal="cognito-idp.amazonaws.com",
        )
    make_users(system, pool, first=0, last=1, seconds=10)
    set_password(system, pool, number=0)
    return pool


def custom_sign_in(system: System, *, client_id: str, name: str, answer: str) -> tuple[bytes, bytes]:
    """Write InitiateAuth and RespondToAuthChallenge of a custom challenge."""
    start = {"ClientId": client_id, "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": name}}
    respond = {
        "ClientId": client_id,
        "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": "@SESSION@",
        "ChallengeResponses": {"USERNAME": name, "ANSWER": answer},
    }
    return _unsigned(system, "InitiateAuth", start), _unsigned(system, "RespondToAuthChallenge", respond)


def _unsigned(system: System, operation: str, parameters: Any) -> bytes:
    target = f"AWSCognitoIdentityProviderService.{operation}"
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": target}
    request = http_request(
        "POST", "/", port=system.port, headers=headers, body=json.dumps(parameters).encode()
    )
    if b"@SESSION@" not in request:
        return request
    # The length is written when the session is known.
    head, _, body = request.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.startswith(b"content-length")]
    return b"\r\n".join(kept) + b"\r\n\r\n" + body


def _make_role(system: System) -> str:
    iam = system.client("iam")
    with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName="bench", AssumeRolePolicyDocument=json.dumps(ROLE))
    arn: str = iam.get_role(RoleName="bench")["Role"]["Arn"]
    return arn


def _zipped(source: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("function.py", source)
    return buffer.getvalue()
