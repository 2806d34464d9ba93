"""CloudFormation makes nothing of Cognito's: ministack would make it in a Cognito that nobody reaches."""

import json
import time
from typing import Any

import pytest

from unit.local.aws.running_endpoint import RunningEndpoint

ENDED = {"CREATE_COMPLETE", "CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}


def create(endpoint: RunningEndpoint, resource: dict[str, Any]) -> tuple[str, list[str]]:
    """Give how a stack of one resource ended, and the reasons on the way."""
    client, name = endpoint.client("cloudformation"), f"stack-{time.monotonic_ns()}"
    client.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": {"It": resource}}))
    status = ""
    while status not in ENDED:
        status = client.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    return status, [event.get("ResourceStatusReason", "") for event in events]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::Cognito::IdentityPool", {"AllowUnauthenticatedIdentities": False}),
        ("AWS::Cognito::UserPool", {"UserPoolName": "pool"}),
    ],
)
def test_refuses_to_make(endpoint: RunningEndpoint, kind: str, properties: dict[str, Any]) -> None:
    status, reasons = create(endpoint, {"Type": kind, "Properties": properties})
    assert status in {"CREATE_FAILED", "ROLLBACK_COMPLETE"}
    assert any(f"{kind} is not supported by the local stack's CloudFormation" in each for each in reasons)


def test_makes_other_things(endpoint: RunningEndpoint) -> None:
    assert create(endpoint, {"Type": "AWS::Logs::LogGroup"})[0] == "CREATE_COMPLETE"
