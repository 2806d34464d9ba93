"""Which statements of a function's policy let Cognito call it for one user pool."""

import json
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.doctor.patient import Patient, SessionSso
from isthmus.doctor.session_sso.described import TRIGGERS
from isthmus.doctor.session_sso.invocable import CHECK
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from unit.doctor.fake_aws import FakeAws

POOL = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_Sample001"
ACCOUNT = {"StringEquals": {"AWS:SourceAccount": "111122223333"}}
ALLOW = {
    "Effect": "Allow",
    "Principal": {"Service": "cognito-idp.amazonaws.com"},
    "Action": "lambda:InvokeFunction",
}


def arn_like(arn: str) -> dict[str, Any]:
    return {"ArnLike": {"aws:SourceArn": arn}}


def verdict_of(*statements: dict[str, Any]) -> Verdict:
    org = Origin.parse("https://sample.my.salesforce.com")
    pool = {"Arn": POOL, "LambdaConfig": dict.fromkeys(TRIGGERS, "sample")}
    answers: dict[str, Any] = {
        "describe_user_pool": {"UserPool": pool},
        "get_policy": {"Policy": json.dumps({"Statement": list(statements)})},
    }
    patient = Patient(
        clock=SystemClock(),
        aws=FakeAws(answers=answers),
        session_sso=SessionSso(
            user_pool_id="us-east-1_Sample001",
            client_id="sample",
            org_id=OrgId.parse("00D1t000000rXxREAU"),
            org=org,
            validator=org,
            validator_path="/",
        ),
    )
    return CHECK.run(patient)


@pytest.mark.parametrize(
    "statement",
    [
        ALLOW | {"Principal": {"Service": "apigateway.amazonaws.com"}, "Condition": ACCOUNT},
        ALLOW | {"Principal": {"AWS": "111122223333"}, "Condition": ACCOUNT},
        ALLOW | {"Action": "lambda:GetFunction", "Condition": ACCOUNT},
        ALLOW | {"Effect": "Deny"},
    ],
)
def test_refuses_a_statement_about_something_else(statement: dict[str, Any]) -> None:
    verdict = verdict_of(statement)
    assert isinstance(verdict, Failed)
    assert verdict.cause == "Cognito may not call the function of a trigger"


@pytest.mark.parametrize(
    "condition",
    [
        arn_like(f"{POOL}2"),
        {"StringEquals": {"AWS:SourceAccount": "444455556666"}},
        arn_like(POOL) | {"StringEquals": {"aws:PrincipalOrgID": "o-sample"}},
    ],
)
def test_refuses_a_condition_that_cognito_does_not_meet(condition: dict[str, Any]) -> None:
    verdict = verdict_of(ALLOW | {"Condition": condition})
    assert isinstance(verdict, Failed)
    assert verdict.cause == "Cognito may call the function of a trigger for another user pool only"


@pytest.mark.parametrize(
    "statements",
    [
        [ALLOW],
        [ALLOW | {"Principal": "*"}],
        [ALLOW | {"Condition": arn_like("arn:aws:cognito-idp:us-east-1:*:userpool/*")}],
        [ALLOW | {"Condition": ACCOUNT}, ALLOW],
    ],
)
def test_refuses_a_statement_that_strangers_meet(statements: list[dict[str, Any]]) -> None:
    verdict = verdict_of(*statements)
    assert isinstance(verdict, Failed)
    assert verdict.cause == "any user pool of the world may call the function of a trigger"


@pytest.mark.parametrize(
    "condition",
    [ACCOUNT, arn_like(POOL), arn_like(POOL) | ACCOUNT, arn_like(f"{POOL[:-3]}*")],
)
def test_takes_a_statement_for_this_account_or_pool(condition: dict[str, Any]) -> None:
    assert isinstance(verdict_of(ALLOW | {"Condition": condition}), Ok)
