"""`isthmus doctor` along `web_identity`: each fault is put in, and its cause is named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from flows.doctoring import AheadClock, admit, failures, find, skipped, with_answer, with_ready
from flows.driving import Stack
from flows.test_web_identity import an_id_token
from isthmus.doctor.check import Ok
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.secret import Secret

TRUSTED = "cognito-identity.amazonaws.com"
SCAN = {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": "arn:aws:dynamodb:*:*:table/Sample"}


def web_identity(stack: Stack) -> dict[str, str]:
    return failures(admit(stack), flow=Flow.WEB_IDENTITY)


def provider_arn(stack: Stack) -> str:
    return f"arn:aws:iam::{stack['account_id']}:oidc-provider/{stack['web_identity']['provider_name']}"


@contextmanager
def identity_pool(stack: Stack, *, has_provider: bool = True, is_open: bool = False) -> Iterator[Stack]:
    client = stack.client("cognito-identity")
    arn = provider_arn(stack)
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
def role(
    stack: Stack,
    *,
    condition: dict[str, Any] | None = None,
    allowed: Any = SCAN,
    aud_operator: str = "StringEquals",
) -> Iterator[Stack]:
    """Give the stack with an identity pool and a role of its own."""
    iam = stack.client("iam")
    with identity_pool(stack) as examined:
        pool_id = examined["web_identity"]["identity_pool_id"]
        good = {
            aud_operator: {f"{TRUSTED}:aud": pool_id},
            "ForAnyValue:StringLike": {f"{TRUSTED}:amr": "authenticated"},
        }
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": TRUSTED},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": good if condition is None else condition | {aud_operator: good[aud_operator]},
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
            yield with_ready(examined, "web_identity", table="Sample")
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


@pytest.mark.parametrize("operator", ["StringNotEquals", "StringEqualsIfExists", "ForAllValues:StringEquals"])
def test_names_a_condition_that_holds_without_the_identity_pool(stack: Stack, operator: str) -> None:
    condition = {"ForAnyValue:StringLike": {f"{TRUSTED}:amr": "authenticated"}}
    with role(stack, condition=condition, aud_operator=operator) as examined:
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the role does not trust this identity pool alone"}


def test_names_a_role_of_a_mapping_rule(stack: Stack) -> None:
    with role(stack) as examined:
        pool_id, provider = examined["web_identity"]["identity_pool_id"], provider_arn(stack)
        rule = {
            "Claim": "sub",
            "MatchType": "StartsWith",
            "Value": "x",
            "RoleARN": stack["web_identity"]["role_arn"],
        }
        mapping = {
            "Type": "Rules",
            "AmbiguousRoleResolution": "Deny",
            "RulesConfiguration": {"Rules": [rule]},
        }
        pools = stack.client("cognito-identity")
        roles = pools.get_identity_pool_roles(IdentityPoolId=pool_id)["Roles"]
        pools.set_identity_pool_roles(IdentityPoolId=pool_id, Roles=roles, RoleMappings={provider: mapping})
        found = web_identity(examined)
    assert found == {"web_identity.trust": "the role does not trust this identity pool alone"}


def test_names_tags_that_no_session_may_have(stack: Stack) -> None:
    with role(stack) as examined:
        stack.client("cognito-identity").set_principal_tag_attribute_map(
            IdentityPoolId=examined["web_identity"]["identity_pool_id"],
            IdentityProviderName=provider_arn(stack),
            UseDefaults=False,
            PrincipalTags={"person": "sub"},
        )
        found = web_identity(examined)
    cause = "claims are to become tags, and the role does not let sessions be tagged"
    assert found == {"web_identity.tags": cause}


def test_names_a_thumbprint_that_is_needed(stack: Stack) -> None:
    patient = admit(stack)
    assert patient.web_identity is not None
    public = replace(patient, web_identity=replace(patient.web_identity, trusted_by_aws=None))
    cause = "AWS needs a thumbprint for the org's host, and IAM's provider has none"
    assert failures(public, flow=Flow.WEB_IDENTITY) == {"web_identity.thumbprint": cause}
    listed = with_answer(public, "get_open_id_connect_provider", {"ThumbprintList": ["a" * 40]})
    assert failures(listed, flow=Flow.WEB_IDENTITY) == {}


ITEMS = "arn:aws:dynamodb:us-east-1:123456789012:table/Sample"
LEADING = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:PrincipalTag/person}"]}}


@pytest.mark.parametrize(
    ("allowed", "action"),
    [
        (SCAN, "dynamodb:PutItem"),
        (SCAN | {"Resource": f"{ITEMS}/index/*"}, "dynamodb:Scan"),
        ([SCAN, {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}], "dynamodb:Scan"),
    ],
)
def test_names_what_the_role_does_not_allow(stack: Stack, allowed: Any, action: str) -> None:
    with role(stack, allowed=allowed) as examined:
        found = failures(asking(examined, action), flow=Flow.WEB_IDENTITY)
    assert found == {"web_identity.asked": "the role does not allow what the app asks for"}


def test_reads_the_policies_where_it_may_not_simulate_and_says_so(stack: Stack) -> None:
    with role(stack) as examined:
        found = find(asking(examined, "dynamodb:Scan"), flow=Flow.WEB_IDENTITY)
    (verdict,) = (finding.verdict for finding in found if finding.check.name == "web_identity.asked")
    assert isinstance(verdict, Ok)
    why = "UnsupportedOperationException was answered to iam:SimulatePrincipalPolicy"
    assert verdict.detail == f"dynamodb:Scan on {ITEMS}; read in the policies, as {why}"


def test_does_not_judge_conditions_by_reading(stack: Stack) -> None:
    with role(stack, allowed=SCAN | {"Condition": LEADING}) as examined:
        told = skipped(find(asking(examined, "dynamodb:Scan"), flow=Flow.WEB_IDENTITY))
    assert "a statement about dynamodb:Scan has conditions" in told["web_identity.asked"]


def asking(stack: Stack, action: str) -> Patient:
    patient = admit(stack)
    assert patient.web_identity is not None
    asked = replace(patient.web_identity, actions=(action,), resource=ITEMS)
    return replace(patient, web_identity=asked)


def showing(stack: Stack, token: str, **changes: Any) -> Patient:
    patient = admit(stack)
    assert patient.web_identity is not None
    return replace(patient, web_identity=replace(patient.web_identity, id_token=Secret(token), **changes))


def test_names_what_is_wrong_with_an_id_token_that_is_shown(stack: Stack) -> None:
    token = an_id_token(stack)
    head, _, signature = token.rpartition(".")
    no_token = showing(stack, stack.user()["session_id"])
    assert failures(no_token, flow=Flow.WEB_IDENTITY) == {
        "web_identity.shown_token": "what was shown is no ID token"
    }
    changed = showing(stack, f"{head}.{signature[::-1]}")
    cause = failures(changed, flow=Flow.WEB_IDENTITY)["web_identity.shown_token"]
    assert cause in {"the ID token is not signed by the org", "what was shown is no ID token"}
    others = showing(stack, token, consumer_key=stack["login"]["client_id"])
    assert failures(others, flow=Flow.WEB_IDENTITY) == {
        "web_identity.shown_token": "the ID token is for another app"
    }


def test_tells_how_long_an_id_token_was_good_and_does_not_cry_when_that_is_over(stack: Stack) -> None:
    token = an_id_token(stack)
    late = replace(showing(stack, token), clock=AheadClock(seconds=300))
    found = find(late, flow=Flow.WEB_IDENTITY)
    (verdict,) = (each.verdict for each in found if each.check.name == "web_identity.shown_token")
    assert isinstance(verdict, Ok)
    assert verdict.detail.startswith("good for 120 s, ended ")
    early = replace(showing(stack, token), clock=AheadClock(seconds=-300))
    assert failures(early, flow=Flow.WEB_IDENTITY) == {
        "web_identity.shown_token": "the ID token is of the future"
    }
