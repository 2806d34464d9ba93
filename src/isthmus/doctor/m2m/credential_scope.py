"""The scopes that the External Credential asks for are allowed to the app client."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.described_client import describe_client
from isthmus.doctor.m2m.external_credential import find_parameter
from isthmus.doctor.patient import Patient, get_machine, get_org


def _run(patient: Patient) -> Verdict:
    machine = get_machine(patient)
    credential = get_org(patient).find_external_credential(machine.external_credential) or {}
    asked = frozenset((find_parameter(credential, kind="AuthParameter", name="Scope") or "").split())
    if not asked:
        return Ok(detail="none named: all that the client is allowed")
    missing = sorted(asked - frozenset(describe_client(patient).get("AllowedOAuthScopes", [])))
    if missing:
        return Failed(
            cause="the External Credential asks for a scope that the app client is not allowed",
            evidence=", ".join(missing),
            remedy="Correct its Scope, or the client's AllowedOAuthScopes: Cognito refuses it all.",
        )
    return Ok(detail=", ".join(sorted(asked)))


CHECK = Check(
    name="m2m.credential_scope",
    flow=Flow.M2M,
    title="the External Credential's scope is allowed",
    needs=("m2m.client", "m2m.external_credential"),
    run=_run,
    unanswered="The session must be an administrator's and API-enabled.",
)
