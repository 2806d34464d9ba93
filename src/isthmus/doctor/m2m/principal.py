"""The named principal has the app client's id, and a secret."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_machine, get_org

_REMEDY = (
    "isthmus m2m connect --org <My Domain> --client-id <client id> sets id and secret: no deployment can."
)


_SHOWN = 6


def _run(patient: Patient) -> Verdict:
    machine = get_machine(patient)
    principal = {
        "externalCredential": machine.external_credential,
        "principalName": machine.principal,
        "principalType": "NamedPrincipal",
    }
    org = get_org(patient)
    names = _list_principals(org.find_external_credential(machine.external_credential) or {})
    if machine.principal not in names:
        return Failed(
            cause="the External Credential has no such principal",
            evidence=f"{machine.external_credential} has {', '.join(names) or 'none'}",
            remedy="Deploy infra/salesforce (sf project deploy start), or name yours: --principal.",
        )
    credentials = (org.find_credential(principal) or {}).get("credentials")
    if not isinstance(credentials, dict) or not {"clientId", "clientSecret"} <= credentials.keys():
        return Failed(
            cause="the named principal has no client id and secret",
            evidence=f"{machine.external_credential}/{machine.principal} is not configured",
            remedy=_REMEDY,
        )
    client_id = credentials["clientId"].get("value")
    if client_id not in {None, machine.client_id}:
        # SECURITY: id and secret are entered side by side, and changed for each other easily.
        shown, wanted = (f"…{str(each)[-_SHOWN:]}" for each in (client_id, machine.client_id))
        return Failed(
            cause="the named principal has another client id",
            evidence=f"the org has {shown}, and ISTHMUS_M2M_CLIENT_ID is {wanted}",
            remedy=_REMEDY,
        )
    return Ok(detail=f"{machine.external_credential}/{machine.principal}")


def _list_principals(credential: Mapping[str, Any]) -> list[str]:
    return [str(principal.get("principalName")) for principal in credential.get("principals", [])]


CHECK = Check(
    name="m2m.principal",
    flow=Flow.M2M,
    title="the named principal is configured",
    needs=("m2m.external_credential",),
    run=_run,
    unanswered="The session's user needs the permission Manage Named Credentials.",
)
