"""What IAM's simulator answers, which the local stack has not."""

from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok, Skipped, Verdict
from isthmus.doctor.patient import AwsRefusedError, MissingInputError, Patient, WebIdentity
from isthmus.doctor.web_identity.asked import CHECK
from isthmus.origin import Origin
from unit.doctor.fake_aws import FakeAws

TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/Sample"
SCAN = {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": TABLE}
OUTSIDE = {"AllowedByPermissionsBoundary": False}
BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"


def a_patient(actions: tuple[str, ...] = ("dynamodb:Scan",), **answers: Mapping[str, Any] | str) -> Patient:
    known: dict[str, Mapping[str, Any] | str] = {
        "get_identity_pool_roles": {"Roles": {"authenticated": "arn:aws:iam::111122223333:role/path/sample"}},
        "list_role_policies": {"PolicyNames": ["sample"]},
        "get_role_policy": {"PolicyDocument": {"Statement": SCAN}},
        "list_attached_role_policies": {"AttachedPolicies": []},
        "get_role": {"Role": {}},
    }
    return Patient(
        clock=SystemClock(),
        aws=FakeAws(answers=known | answers),
        web_identity=WebIdentity(
            org=Origin.parse("https://sample.my.salesforce.com"),
            consumer_key="3MVG9sample.key",
            identity_pool_id="us-east-1:00000000-0000-4000-8000-000000000000",
            actions=actions,
            resource=TABLE,
        ),
    )


def simulated(*results: Mapping[str, Any]) -> Verdict:
    return CHECK.run(a_patient(simulate_principal_policy={"EvaluationResults": list(results)}))


def a_result(decision: str, **more: Any) -> dict[str, Any]:
    return {"EvalActionName": "dynamodb:Scan", "EvalDecision": decision, **more}


def test_looks_at_nothing_unless_it_is_told_what_is_asked() -> None:
    with pytest.raises(MissingInputError, match="--action and --resource"):
        CHECK.run(a_patient(actions=()))


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (a_result("implicitDeny"), "implicitDeny"),
        (a_result("explicitDeny"), "explicitDeny"),
        (
            a_result("implicitDeny", PermissionsBoundaryDecisionDetail=OUTSIDE),
            "not within the permissions boundary",
        ),
        (
            a_result("implicitDeny", OrganizationsDecisionDetail={"AllowedByOrganizations": False}),
            "not within the organization's policies",
        ),
    ],
)
def test_says_why_the_simulator_refuses(result: dict[str, Any], told: str) -> None:
    verdict = simulated(a_result("allowed"), result)
    assert isinstance(verdict, Failed)
    assert verdict.evidence == f"dynamodb:Scan: {told}; simulated"


def test_an_answer_without_results_allows_nothing() -> None:
    assert isinstance(simulated(), Failed)


def test_does_not_cry_on_what_only_a_request_has() -> None:
    verdict = simulated(a_result("implicitDeny", MissingContextValues=["dynamodb:LeadingKeys"]))
    assert verdict == Skipped(because="it depends on dynamodb:LeadingKeys, which only a request has")


def test_cries_on_another_refusal_beside_it() -> None:
    depends = a_result("implicitDeny", MissingContextValues=["dynamodb:LeadingKeys"])
    verdict = simulated(depends, a_result("explicitDeny", MissingContextValues=["aws:SourceIp"]))
    assert isinstance(verdict, Failed)
    assert verdict.evidence == "dynamodb:Scan: explicitDeny; simulated"


def test_believes_the_simulator() -> None:
    assert simulated(a_result("allowed")) == Ok(detail=f"dynamodb:Scan on {TABLE}; simulated")


@pytest.mark.parametrize("code", ["Throttling", "NoSuchEntity"])
def test_takes_no_other_refusal_for_a_reason_to_read(code: str) -> None:
    with pytest.raises(AwsRefusedError, match=code):
        CHECK.run(a_patient(simulate_principal_policy=code))


def test_reads_the_permissions_boundary_too() -> None:
    other = {"Statement": [{**SCAN, "Action": "s3:GetObject"}]}
    verdict = CHECK.run(
        a_patient(
            simulate_principal_policy="AccessDenied",
            get_role={"Role": {"PermissionsBoundary": {"PermissionsBoundaryArn": BOUNDARY}}},
            get_policy={"Policy": {"DefaultVersionId": "v1"}},
            get_policy_version={"PolicyVersion": {"Document": other}},
        )
    )
    assert isinstance(verdict, Failed)
    assert "read in the policies, as AccessDenied was answered" in verdict.evidence


def test_names_a_denied_action_behind_one_that_it_can_not_judge() -> None:
    condition = {"Condition": {"Null": {"dynamodb:LeadingKeys": "false"}}}
    answers = {"PolicyDocument": {"Statement": {**SCAN, **condition}}}
    asked = ("dynamodb:Scan", "dynamodb:PutItem")
    verdict = CHECK.run(a_patient(asked, simulate_principal_policy="AccessDenied", get_role_policy=answers))
    assert isinstance(verdict, Failed)
    assert "sample: dynamodb:PutItem on" in verdict.evidence


def test_reads_the_policies_where_the_caller_may_not_simulate() -> None:
    verdict = CHECK.run(a_patient(simulate_principal_policy="AccessDenied"))
    assert isinstance(verdict, Ok)
    assert verdict.detail.endswith("as AccessDenied was answered to iam:SimulatePrincipalPolicy")
