"""`isthmus doctor` along `web_identity`: each fault is put in, and its cause is named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from flows.doctoring import admit, failures, with_ready
from flows.driving import Stack
from isthmus.doctor.flow import Flow

TRUSTED = "cognito-identity.amazonaws.com"
SCAN = {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "arn:aws:dynamodb:*:*:table/Sample"}


def web_identity(stack: Stack) -> dict[str, str]:
    return failures(admit(stack), flow=Flow.WEB_IDENTITY)


@contextmanager
def identity_pool(stack: Stack, *, has_provider: bool = True, is_open: bool = False) -> Iterator[Stack]:
    client = stack.client("cognito-identity")
    arn = f"arn:aws:iam::{stack['account_id']}:oidc-provider/{stack['web_identity']['provider_name']}"
    made = client.create_identity_pool(
        IdentityPoolName="doctored",
        AllowUnauthenticatedIdentities=is_open,
        **({"OpenIdConnectProviderARNs": [arn]} if has_provider else {}),
    )
    try:
        yield with_ready(stack, "web_identity", identity_pool_id=made["IdentityPoolId"])
    finally:
        client.delete_identity_pool(IdentityPoolId=made["IdentityPoolId"])


@contextmanager
def role(stack: Stack, *, condition: dict[str, Any] | None = None, allowed: Any = SCAN) -> Iterator[Stack]:
    """Give the stack with an identity pool and a role of its own."""
    iam = stack.client("iam")
    with identity_pool(stack) as examined:
        pool_id = examined["web_identity"]["identity_pool_id"]
        good = {
            "StringEquals": {f"{TRUSTED}:aud": pool_id},
            "ForAnyValue:StringLike": {f"{TRUSTED}:amr": "authenticated"},
        }
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": TRUSTED},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": good if condition is None else condition | {"StringEquals": good["StringEquals"]},
        }
        trust = {"Version": "2012-10-17", "Statement": [statement]}
        made = iam.create_role(RoleName="doctored", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
        if allowed is not None:
            policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
            iam.put_role_policy(RoleName="doctored", PolicyName="p", PolicyDocument=policy)
        stack.client("cognito-identity").set_identity_pool_roles(
            IdentityPoolId=pool_id, Roles={"authenticated": made["Arn"]}
        )
        try:
            yield examined
        finally:
            if allowed is not None:
                iam.delete_role_policy(RoleName="doctored", PolicyName="p")
            iam.delete_role(RoleName="doctored")


def test_names_an_org_that_is_not_the_issuer(stack: Stack) -> None:
    other = stack["salesforce"].replace("localhost", "127.0.0.1")
    found = web_identity(with_ready(stack, "salesforce", to=other))
    assert found["web_identity.discovery"] == "the org's discovery document speaks for another issuer"


def test_names_an_unknown_identity_pool(stack: Stack) -> None:
    unknown = "us-east-1:00000000-0000-4000-8000-000000000000"
    found = web_identity(with_ready(stack, "web_identity", identity_pool_id=unknown))
    assert found == {"web_identity.identity_pool": "there is no such identity pool"}


def test_names_an_identity_pool_that_is_open_to_anybody(stack: Stack) -> None:
    with identity_pool(stack, is_open=True) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.identity_pool": "the identity pool gives credentials to anybody"}


def test_names_an_identity_pool_without_the_org(stack: Stack) -> None:
    with identity_pool(stack, has_provider=False) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.identity_pool": "the identity pool does not have the org as a provider"}


def test_names_a_consumer_key_that_is_no_audience(stack: Stack) -> None:
    found = web_identity(with_ready(stack, "web_identity", client_id="3MVG9sample.unknown.key"))
    cause = "the consumer key is not an audience of IAM's provider"
    assert found == {"web_identity.oidc_provider": cause}


def test_names_an_identity_pool_without_a_role(stack: Stack) -> None:
    with identity_pool(stack) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the identity pool has no role for those who signed in"}


def test_names_a_role_of_another_identity_pool(stack: Stack) -> None:
    with identity_pool(stack) as examined:
        stack.client("cognito-identity").set_identity_pool_roles(
            IdentityPoolId=examined["web_identity"]["identity_pool_id"],
            Roles={"authenticated": stack["web_identity"]["role_arn"]},
        )
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the role does not trust this identity pool alone"}


@pytest.mark.parametrize("amr", [None, "unauthenticated", "*"])
def test_names_a_role_that_is_not_for_the_signed_in_alone(stack: Stack, amr: str | None) -> None:
    condition = {} if amr is None else {"ForAnyValue:StringLike": {f"{TRUSTED}:amr": amr}}
    with role(stack, condition=condition) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the role is not for authenticated identities alone"}


@pytest.mark.parametrize(
    "allowed",
    [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        SCAN | {"Action": ["dynamodb:Scan", "s3:*"]},
        SCAN | {"Resource": ["*"]},
    ],
)
def test_names_a_role_that_allows_too_much(stack: Stack, allowed: Any) -> None:
    with role(stack, allowed=allowed) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.policy": "the role allows too much: whoever signs in may do it"}


def test_names_a_role_that_allows_nothing(stack: Stack) -> None:
    with role(stack, allowed=None) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.policy": "the role allows nothing"}


def test_does_not_cry_on_a_role_and_pool_of_ones_own(stack: Stack) -> None:
    with role(stack) as examined:
        assert web_identity(examined) == {}
