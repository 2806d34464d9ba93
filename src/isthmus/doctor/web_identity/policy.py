"""The role allows something, and nothing as wide as every action or every resource."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, require
from isthmus.doctor.role_policies import find_statements
from isthmus.doctor.statements import Statement, as_texts
from isthmus.doctor.web_identity.role import find_role_names


def _run(patient: Patient) -> Verdict:
    roles = find_role_names(patient)
    require(roles or None, "the identity pool has no role")
    allowed: set[str] = set()
    for role in roles:
        statements = [each for each in find_statements(patient, role) if each.get("Effect") == "Allow"]
        fault = _find_fault(statements, role=role)
        if fault is not None:
            return fault
        allowed.update(action for statement in statements for action in as_texts(statement.get("Action")))
    return Ok(detail=", ".join(sorted(allowed)))


def _find_fault(statements: list[Statement], *, role: str) -> Failed | None:
    for statement in statements:
        asked, resources = as_texts(statement.get("Action")), as_texts(statement.get("Resource"))
        wide = [item for item in asked if item == "*" or item.endswith(":*")]
        if wide or "*" in resources or not asked or not resources:
            what, where = ", ".join(asked) or "NotAction", ", ".join(resources) or "NotResource"
            return Failed(
                cause="the role allows too much: whoever signs in may do it",
                evidence=f"{role}: {what} on {where}",
                remedy="Name the actions and the resource, such as dynamodb:Scan on the table's ARN.",
            )
    if not statements:
        return Failed(
            cause="the role allows nothing",
            evidence=f"{role} has no Allow statement",
            remedy="Add a policy with the actions and the resource that the app needs.",
        )
    return None


CHECK = Check(
    name="web_identity.policy",
    flow=Flow.WEB_IDENTITY,
    title="the role allows what is named",
    needs=("web_identity.trust",),
    run=_run,
    unanswered="Give these credentials the reading actions of IAM's roles and policies.",
)
