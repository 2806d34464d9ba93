"""The org has the External Credential, and its variant is one that Cognito's token endpoint knows."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_machine, get_org

_VARIANTS = ("ClientCredentialsClientSecretBasic", "ClientCredentialsClientSecret")


def _run(patient: Patient) -> Verdict:
    name = get_machine(patient).external_credential
    found = get_org(patient).find_external_credential(name)
    if found is None:
        return Failed(
            cause="the org has no such External Credential",
            evidence=name,
            remedy="Deploy infra/salesforce (sf project deploy start), or name yours: --external-credential.",
        )
    variant = found.get("authenticationProtocolVariant")
    if found.get("authenticationProtocol") != "OAuth" or variant not in _VARIANTS:
        return Failed(
            cause="the External Credential does not send a client id and secret",
            evidence=f"{found.get('authenticationProtocol')}, {variant}",
            remedy=f"Set its protocol to OAuth 2.0, and its variant to {_VARIANTS[0]} (secret in the header) "
            f"or {_VARIANTS[1]} (in the body). Cognito takes both.",
        )
    return Ok(detail=f"{name}, {variant}")


def find_parameter(credential: Mapping[str, Any], *, kind: str, name: str) -> str | None:
    """Give the value of a parameter of an External Credential."""
    for parameter in credential.get("parameters", []):
        if (parameter.get("parameterType"), parameter.get("parameterName")) == (kind, name):
            value = parameter.get("parameterValue")
            return value if isinstance(value, str) else None
    return None


CHECK = Check(
    name="m2m.external_credential",
    flow=Flow.M2M,
    title="the org has the External Credential",
    needs=("m2m.org_session",),
    run=_run,
    unanswered="The session must be an administrator's and API-enabled: sf org auth show-access-token.",
)
