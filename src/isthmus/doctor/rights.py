"""Whether a role allows what is asked: simulated by IAM where the caller may, else read in its policies.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.doctor.check import Failed, Ok, Skipped, Verdict
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws
from isthmus.doctor.reading import Decision, decide
from isthmus.doctor.role_policies import find_boundary, find_statements, name_of

UNANSWERED = "Give these credentials iam:SimulatePrincipalPolicy, or the reading actions of IAM."
"""The remedy where neither is to be had."""

_NO_SIMULATION = frozenset({"AccessDenied", "AccessDeniedException", "UnsupportedOperationException"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """All `actions` on `resource`, and what is wrong, with the remedy, if a role does not allow them."""

    role_arn: str
    actions: tuple[str, ...]
    resource: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{', '.join(self.actions)} on {self.resource}"


def judge_rights(patient: Patient, asked: Asked) -> Verdict:
    """Judge by IAM's simulation, or by reading if that is refused, which the verdict then says."""
    try:
        answer = get_aws(patient).ask(
            "iam",
            "simulate_principal_policy",
            PolicySourceArn=asked.role_arn,
            ActionNames=list(asked.actions),
            ResourceArns=[asked.resource],
        )
    except AwsRefusedError as error:
        if error.error_code not in _NO_SIMULATION:
            raise
        return _read(patient, asked, why=error.error_code)
    return _judge(answer["EvaluationResults"], asked=asked)


def _judge(results: list[Mapping[str, Any]], *, asked: Asked) -> Verdict:
    missing, refused = set[str](), []
    for result in results:
        decision, keys = result.get("EvalDecision"), result.get("MissingContextValues", [])
        # WIRE: a condition on what only a request has, such as dynamodb:LeadingKeys, is simulated as not met.
        if decision == "implicitDeny" and keys:
            missing.update(keys)
        elif decision != "allowed":
            refused.append(result)
    if refused or not results:
        told = [f"{result.get('EvalActionName')}: {_decision_of(result)}" for result in refused]
        return Failed(
            cause=asked.cause, evidence=f"{', '.join(told) or 'no result'}; simulated", remedy=asked.remedy
        )
    if missing:
        return Skipped(because=f"it depends on {', '.join(sorted(missing))}, which only a request has")
    return Ok(detail=f"{asked}; simulated")


def _decision_of(result: Mapping[str, Any]) -> str:
    if result.get("PermissionsBoundaryDecisionDetail", {}).get("AllowedByPermissionsBoundary") is False:
        return "not within the permissions boundary"
    if result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations") is False:
        return "not within the organization's policies"
    return str(result.get("EvalDecision"))


def _read(patient: Patient, asked: Asked, *, why: str) -> Verdict:
    role = name_of(asked.role_arn)
    statements, boundary = list(find_statements(patient, role)), find_boundary(patient, role)
    how = f"read in the policies, as {why} was answered to iam:SimulatePrincipalPolicy"
    policies = [statements] if boundary is None else [statements, boundary]
    decisions = {
        action: {decide(policy, action=action, resource=asked.resource) for policy in policies}
        for action in asked.actions
    }
    denied = [action for action, decided in decisions.items() if Decision.DENIED in decided]
    if denied:
        evidence = f"{role}: {', '.join(denied)} on {asked.resource}; {how}"
        return Failed(cause=asked.cause, evidence=evidence, remedy=asked.remedy)
    unclear = [action for action, decided in decisions.items() if Decision.UNCLEAR in decided]
    if unclear:
        what = f"a statement about {', '.join(unclear)} has conditions, variables or exceptions"
        return Skipped(because=f"{what}; {how}")
    return Ok(detail=f"{asked}; {how}")
