"""The permission set is there, and holds the principal: who has it may use the credential."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Machine, Patient, get_machine, get_org
from isthmus.errors import UnavailableError
from isthmus.salesforce.org_api import quote_soql

_ID_LENGTH = 15  # a record id of 18 characters is one of 15 and a suffix


def _run(patient: Patient) -> Verdict:
    org, machine = get_org(patient), get_machine(patient)
    name = quote_soql(machine.permission_set)
    if not org.query(f"SELECT Id FROM PermissionSet WHERE Name = {name}"):  # noqa: S608  SOQL, and quoted
        return Failed(
            cause="the org has no such permission set",
            evidence=machine.permission_set,
            remedy="Deploy infra/salesforce (sf project deploy start), or name yours: --permission-set.",
        )
    wanted = _find_principal_id(patient, machine)
    held = org.query(
        "SELECT SetupEntityId FROM SetupEntityAccess "  # noqa: S608  SOQL, and quoted
        f"WHERE Parent.Name = {name} AND SetupEntityType = 'ExternalCredentialParameter'"
    )
    if wanted not in {str(record.get("SetupEntityId"))[:_ID_LENGTH] for record in held}:
        principal = f"{machine.external_credential}-{machine.principal}"
        return Failed(
            cause="the permission set does not hold the principal",
            evidence=f"{machine.permission_set} holds {len(held)} principals, and not {principal}",
            remedy="Setup, Permission Sets, External Credential Principal Access: add it; in metadata, "
            "externalCredentialPrincipalAccesses.",
        )
    return Ok(detail=f"{machine.permission_set} holds {machine.external_credential}-{machine.principal}")


def _find_principal_id(patient: Patient, machine: Machine) -> str | None:
    credential = get_org(patient).find_external_credential(machine.external_credential) or {}
    for principal in credential.get("principals", []):
        if principal.get("principalName") == machine.principal:
            if not isinstance(principal.get("id"), str):
                raise UnavailableError(f"the org does not tell the id of {machine.principal}")
            return str(principal["id"])[:_ID_LENGTH]
    return None


CHECK = Check(
    name="m2m.permission_set",
    flow=Flow.M2M,
    title="the permission set holds the principal",
    needs=("m2m.external_credential",),
    run=_run,
    unanswered="The session's user needs View Setup and Configuration, and to see the External Credential.",
)
