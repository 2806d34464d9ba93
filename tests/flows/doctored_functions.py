"""User pools and functions of one's own on a running stack, with faults in them."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flows.doctoring import admit, app_client, failures, with_ready
from flows.driving import Stack
from isthmus.clock import SystemClock
from isthmus.doctor.flow import Flow

CLIENT = {
    "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "WriteAttributes": ["locale"],
}
VERIFY = "VerifyAuthChallengeResponse"


def session_sso(stack: Stack) -> dict[str, str]:
    return failures(admit(stack), flow=Flow.SESSION_SSO)


def sign_in(stack: Stack) -> None:
    """Sign somebody in, so that the functions' logs have calls."""
    wanted, session_id = stack["session_sso"], stack.user()["session_id"]
    with stack.http() as http:
        answer = http.post(wanted["validator_url"], headers={"Authorization": f"Bearer {session_id}"})
    username, cognito = answer.json()["username"], stack.unsigned_client("cognito-idp")
    challenge = cognito.initiate_auth(
        AuthFlow="CUSTOM_AUTH", ClientId=wanted["client_id"], AuthParameters={"USERNAME": username}
    )
    cognito.respond_to_auth_challenge(
        ClientId=wanted["client_id"],
        ChallengeName="CUSTOM_CHALLENGE",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": username, "ANSWER": session_id},
    )


@contextmanager
def user_pool(stack: Stack, **settings: Any) -> Iterator[Stack]:
    """Give the stack with a user pool and an app client of its own, which calls functions of the stack's."""
    cognito = stack.client("cognito-idp")
    administered = {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}
    pool = cognito.create_user_pool(PoolName="doctored", **(administered | settings))["UserPool"]
    try:
        with (
            app_client(stack, pool_id=pool["Id"], **CLIENT, PreventUserExistenceErrors="ENABLED") as client,
            allowed(stack, settings.get("LambdaConfig", {}).values(), pool_arn=pool["Arn"]),
        ):
            yield with_ready(stack, "session_sso", user_pool_id=pool["Id"], client_id=client["ClientId"])
    finally:
        cognito.delete_user_pool(UserPoolId=pool["Id"])


@contextmanager
def allowed(stack: Stack, arns: Iterable[str], *, pool_arn: str) -> Iterator[None]:
    """Let a pool call the functions that are there, for a while."""
    functions = stack.client("lambda")
    names = {arn.split(":")[6] for arn in arns if not arn.endswith("-gone")}
    for name in names:
        permit(stack, name, sid="doctored", SourceArn=pool_arn)
    try:
        yield
    finally:
        for name in names:
            functions.remove_permission(FunctionName=name, StatementId="doctored")


def permit(stack: Stack, function: str, *, sid: str, **settings: str) -> None:
    """Let Cognito call a function."""
    stack.client("lambda").add_permission(
        FunctionName=function,
        StatementId=sid,
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        **settings,
    )


def triggers(stack: Stack) -> dict[str, str]:
    pool = stack.client("cognito-idp").describe_user_pool(UserPoolId=stack["session_sso"]["user_pool_id"])
    return dict(pool["UserPool"]["LambdaConfig"])


@contextmanager
def function(stack: Stack, trigger: str, **settings: Any) -> Iterator[Stack]:
    """Give the stack with a pool of its own, one of whose triggers is a function of its own."""
    role = f"arn:aws:iam::{stack['account_id']}:role/isthmus-verify-trigger"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("sample.py", "def handler(event, context):\n    return event\n")
    functions = stack.client("lambda")
    arn = functions.create_function(
        FunctionName="doctored",
        Runtime="python3.13",
        Code={"ZipFile": archive.getvalue()},
        **{"Handler": "sample.handler", "Timeout": 5, "Role": role, **settings},
    )["FunctionArn"]
    functions.get_waiter("function_active_v2").wait(FunctionName="doctored", WaiterConfig={"Delay": 1})
    try:
        with user_pool(stack, LambdaConfig=triggers(stack) | {trigger: arn}) as examined:
            yield examined
    finally:
        functions.delete_function(FunctionName="doctored")


@contextmanager
def verify_function(stack: Stack, *, table: str = "isthmus-use-once", **settings: Any) -> Iterator[Stack]:
    """Give the stack with a pool whose verify function is told of another use-once table."""
    orgs = f"{stack['salesforce_org']['org_id']}={stack['salesforce']}"
    variables = {"ISTHMUS_SALESFORCE_ORGS": orgs, "ISTHMUS_USE_ONCE_TABLE": table}
    variables |= settings.pop("variables", {})
    with function(stack, VERIFY, Environment={"Variables": variables}, **settings) as examined:
        yield examined


@contextmanager
def logged(stack: Stack, *messages: str) -> Iterator[None]:
    """Let the function's log have these lines."""
    logs, group = stack.client("logs"), "/aws/lambda/doctored"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="sample")
    events = [{"timestamp": int(SystemClock().now() * 1000), "message": message} for message in messages]
    logs.put_log_events(logGroupName=group, logStreamName="sample", logEvents=events)
    try:
        yield
    finally:
        logs.delete_log_group(logGroupName=group)
