"""Somebody has the permission set; Automated Process, too, if it is to call."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_machine, get_org
from isthmus.salesforce.org_api import quote_soql

_AUTOMATED_PROCESS = "AutomatedProcess"
_REMEDY = "isthmus m2m connect --org <My Domain> --user <username> assigns it, to Automated Process as well."


def _run(patient: Patient) -> Verdict:
    org, machine = get_org(patient), get_machine(patient)
    assigned = org.query(
        "SELECT Assignee.Username, Assignee.UserType FROM PermissionSetAssignment "  # noqa: S608  SOQL, and quoted
        f"WHERE PermissionSet.Name = {quote_soql(machine.permission_set)}"
    )
    people = [record["Assignee"] for record in assigned]
    if not people:
        return Failed(
            cause="nobody has the permission set",
            evidence=f"{machine.permission_set} has no assignment",
            remedy=_REMEDY,
        )
    has_automated_process = any(person.get("UserType") == _AUTOMATED_PROCESS for person in people)
    if machine.has_automated_process and not has_automated_process:
        return Failed(
            cause="Automated Process does not have the permission set",
            evidence=f"{machine.permission_set} is given to {len(people)}, not to {_AUTOMATED_PROCESS}",
            remedy=_REMEDY,
        )
    names = ", ".join(str(person.get("Username")) for person in people[:3]) + (", …" if people[3:] else "")
    triggers = "and" if has_automated_process else "but not"
    return Ok(detail=f"{names}; {triggers} Automated Process (platform-event triggers)")


CHECK = Check(
    name="m2m.assignment",
    flow=Flow.M2M,
    title="somebody has the permission set",
    needs=("m2m.permission_set",),
    run=_run,
    unanswered="The session's user needs View Setup and Configuration.",
)
