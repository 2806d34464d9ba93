import json
from typing import Any

import pytest

from isthmus.local.aws.resource_policy import is_invoke_allowed

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:verify"
POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
COGNITO = "cognito-idp.amazonaws.com"


def a_statement(**changes: Any) -> dict[str, Any]:
    statement = {
        "Sid": "user-pool",
        "Effect": "Allow",
        "Principal": {"Service": COGNITO},
        "Action": "lambda:InvokeFunction",
        "Resource": FUNCTION,
        "Condition": {
            "StringEquals": {"AWS:SourceAccount": "123456789012"},
            "ArnLike": {"AWS:SourceArn": POOL},
        },
    } | changes
    return {name: value for name, value in statement.items() if value is not None}


def is_allowed(*statements: dict[str, Any], policy: str | None = None, source_arn: str = POOL) -> bool:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return is_invoke_allowed(
        document if policy is None else policy,
        function_arn=FUNCTION,
        service=COGNITO,
        conditions={"aws:SourceArn": source_arn, "aws:SourceAccount": "123456789012"},
    )


@pytest.mark.parametrize("policy", ["", "{", "[]", "null", "{}", '{"Statement": "x"}', '{"Statement": [5]}'])
def test_no_usable_policy_allows_nothing(policy: str) -> None:
    assert not is_allowed(policy=policy)


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": {"Service": "apigateway.amazonaws.com"}},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": COGNITO}},
        {"Principal": None},
        {"Principal": None, "NotPrincipal": {"Service": "s3.amazonaws.com"}},
        {"Action": "lambda:GetFunction"},
        {"Action": []},
        {"Action": None, "NotAction": "lambda:GetFunction"},
        {"Resource": f"{FUNCTION}2"},
        {"Resource": f"{FUNCTION}:prod"},
        {"Resource": None},
        {"Effect": "allow"},
        {"Condition": {"ArnLike": {"AWS:SourceArn": f"{POOL}d"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:*"}}},
        {"Condition": {"ArnLike": {"AWS:SourceArn": []}}},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "210987654321"}}},
        {"Condition": {"StringEquals": {"AWS:SourceArn": POOL.replace("abc", "*")}}},
        {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
        {"Condition": {"StringNotEquals": {"AWS:SourceAccount": "x"}}},
        {"Condition": {"ForAnyValue:StringLike": {"AWS:SourceArn": "*"}}},
        {"Condition": "x"},
        {"Condition": {"StringEquals": "x"}},
    ],
)
def test_does_not_allow(changes: dict[str, Any]) -> None:
    assert not is_allowed(a_statement(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Condition": None},
        {"Condition": {"StringNotEquals": {"aws:SourceAccount": "123456789012"}}},
        {"Principal": "*"},
        {"Action": "*"},
        {"NotAction": "x"},
    ],
)
def test_a_deny_outweighs_an_allow(changes: dict[str, Any]) -> None:
    assert not is_allowed(a_statement(), a_statement(Effect="Deny", **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Principal": {"Service": ["s3.amazonaws.com", COGNITO]}},
        {"Principal": "*"},
        {"Action": ["lambda:*"]},
        {"Resource": f"{FUNCTION[:-3]}*"},
        {"Condition": None},
        {"Condition": {"ArnLike": {"aws:sourcearn": POOL.replace("us-east-1_abc", "*")}}},
        {"Condition": {"ArnEquals": {"AWS:SourceArn": [f"{POOL}2", POOL]}}},
        {"Condition": {"StringLike": {"AWS:SourceArn": "arn:aws:cognito-idp:*"}}},
    ],
)
def test_allows(changes: dict[str, Any]) -> None:
    assert is_allowed(a_statement(**changes))


def test_a_deny_for_another_pool_leaves_the_allow() -> None:
    other = {"ArnLike": {"AWS:SourceArn": f"{POOL}2"}}
    assert is_allowed(a_statement(Effect="Deny", Condition=other), a_statement())
