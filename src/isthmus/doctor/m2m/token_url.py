"""The External Credential asks for tokens at the domain, and for scopes that the domain's client has."""

from isthmus.doctor.addresses import show_address
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.external_credential import find_parameter
from isthmus.doctor.patient import Patient, get_machine, get_org


def _run(patient: Patient) -> Verdict:
    machine = get_machine(patient)
    credential = get_org(patient).find_external_credential(machine.external_credential) or {}
    wanted = f"{machine.domain}/oauth2/token"
    url = find_parameter(credential, kind="AuthProviderUrl", name="AuthProviderUrl")
    if url != wanted:
        return Failed(
            cause="the External Credential asks for tokens elsewhere",
            evidence=f"its Identity Provider URL is {show_address(url)}, the domain's is {wanted}",
            remedy="Correct the Identity Provider URL of the External Credential, or ISTHMUS_M2M_DOMAIN.",
        )
    return Ok(detail=wanted)


CHECK = Check(
    name="m2m.token_url",
    flow=Flow.M2M,
    title="the External Credential asks at the domain",
    needs=("m2m.external_credential",),
    run=_run,
    unanswered="The session must be an administrator's and API-enabled.",
)
