"""Reading policies decides what it can tell and nothing more."""

from typing import Any

import pytest

from isthmus.doctor.reading import Decision, decide

TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/Sample"
ALLOW = {"Effect": "Allow", "Action": ["dynamodb:Query", "dynamodb:Scan"], "Resource": [TABLE]}
DENY = {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}
CONDITION = {"Condition": {"StringEquals": {"aws:SourceIp": "192.0.2.1"}}}


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [ALLOW | {"Action": "dynamodb:GetItem"}],
        [ALLOW | {"Resource": f"{TABLE}2"}],
        [ALLOW, DENY],
        [ALLOW | CONDITION, DENY],
        [DENY | CONDITION],
        [ALLOW | {"Action": "dynamodb:GetItem"} | CONDITION],
    ],
)
def test_denies_what_is_denied_or_not_allowed(statements: list[dict[str, Any]]) -> None:
    assert decide(statements, action="dynamodb:Scan", resource=TABLE) is Decision.DENIED


@pytest.mark.parametrize(
    "statements",
    [
        [ALLOW | CONDITION],
        [ALLOW, DENY | CONDITION],
        [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
        [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::*"}],
        [ALLOW | {"Resource": "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/table}"}],
    ],
)
def test_does_not_decide_what_hangs_on_more_than_it_reads(statements: list[dict[str, Any]]) -> None:
    assert decide(statements, action="dynamodb:Scan", resource=TABLE) is Decision.UNCLEAR


@pytest.mark.parametrize(
    "statements",
    [
        [ALLOW],
        [ALLOW | {"Action": "DynamoDB:sc?n", "Resource": "arn:aws:dynamodb:*:table/S*"}],
        [ALLOW, ALLOW | CONDITION, DENY | {"Action": "dynamodb:Delete*"}],
    ],
)
def test_allows_what_is_allowed(statements: list[dict[str, Any]]) -> None:
    assert decide(statements, action="dynamodb:Scan", resource=TABLE) is Decision.ALLOWED
