"""The role allows what the app asks for: simulated by IAM where the caller may, else read in its policies.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_asked, get_aws, require
from isthmus.doctor.web_identity.reading import Decision, decide
from isthmus.doctor.web_identity.role import find_boundary, find_role_arn, find_statements

_NO_SIMULATION = frozenset({"AccessDenied", "AccessDeniedException", "UnsupportedOperationException"})
_CAUSE = "the role does not allow what the app asks for"
_REMEDY = "Allow it in the role's policy, or correct --action and --resource; a Deny wins over every Allow."


def _run(patient: Patient) -> Verdict:
    actions, resource = get_asked(patient)
    role_arn = require(find_role_arn(patient), "the identity pool has no role")
    try:
        results = list(_simulate(patient, role_arn, actions=actions, resource=resource))
    except AwsRefusedError as error:
        if error.error_code not in _NO_SIMULATION:
            raise
        return _read(patient, role_arn, why=error.error_code)
    return _judge(results, what=f"{', '.join(actions)} on {resource}")


def _simulate(
    patient: Patient, role_arn: str, *, actions: tuple[str, ...], resource: str
) -> Iterator[Mapping[str, Any]]:
    answer = get_aws(patient).ask(
        "iam",
        "simulate_principal_policy",
        PolicySourceArn=role_arn,
        ActionNames=list(actions),
        ResourceArns=[resource],
    )
    yield from answer["EvaluationResults"]


def _judge(results: list[Mapping[str, Any]], *, what: str) -> Verdict:
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
        return Failed(cause=_CAUSE, evidence=f"{', '.join(told) or 'no result'}; simulated", remedy=_REMEDY)
    if missing:
        return Skipped(because=f"it depends on {', '.join(sorted(missing))}, which only a request has")
    return Ok(detail=f"{what}; simulated")


def _decision_of(result: Mapping[str, Any]) -> str:
    if result.get("PermissionsBoundaryDecisionDetail", {}).get("AllowedByPermissionsBoundary") is False:
        return "not within the permissions boundary"
    if result.get("OrganizationsDecisionDetail", {}).get("AllowedByOrganizations") is False:
        return "not within the organization's policies"
    return str(result.get("EvalDecision"))


def _read(patient: Patient, role_arn: str, *, why: str) -> Verdict:
    actions, resource = get_asked(patient)
    role = role_arn.rpartition("/")[2]
    statements, boundary = list(find_statements(patient, role)), find_boundary(patient, role)
    how = f"read in the policies, as {why} was answered to iam:SimulatePrincipalPolicy"
    policies = [statements] if boundary is None else [statements, boundary]
    decisions = {
        action: {decide(policy, action=action, resource=resource) for policy in policies}
        for action in actions
    }
    denied = [action for action, decided in decisions.items() if Decision.DENIED in decided]
    if denied:
        evidence = f"{role}: {', '.join(denied)} on {resource}; {how}"
        return Failed(cause=_CAUSE, evidence=evidence, remedy=_REMEDY)
    unclear = [action for action, decided in decisions.items() if Decision.UNCLEAR in decided]
    if unclear:
        what = f"a statement about {', '.join(unclear)} has conditions, variables or exceptions"
        return Skipped(because=f"{what}; {how}")
    return Ok(detail=f"{', '.join(actions)} on {resource}; {how}")


CHECK = Check(
    name="web_identity.asked",
    flow=Flow.WEB_IDENTITY,
    title="the role allows what the app asks for",
    needs=("web_identity.policy",),
    run=_run,
    unanswered="Give these credentials iam:SimulatePrincipalPolicy, or the reading actions of IAM.",
)
