"""The Named Credential is there, switched on, and sends the External Credential's token."""

from isthmus.doctor.addresses import NO_ADDRESS, show_address
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.retrieved import find_named_credential
from isthmus.doctor.patient import Patient, get_machine
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.salesforce.metadata_document import MetadataDocument


def _run(patient: Patient) -> Verdict:
    machine = get_machine(patient)
    document = find_named_credential(patient)
    if document is None:
        return Failed(
            cause="the org has no such Named Credential",
            evidence=machine.named_credential,
            remedy="Deploy infra/salesforce (sf project deploy start), or name yours: --named-credential.",
        )
    if (status := document.find_text("calloutStatus")) != "Enabled":
        return Failed(
            cause="the Named Credential is switched off for callouts",
            evidence=f"calloutStatus of {machine.named_credential} is {status}",
            remedy="Deploy it with calloutStatus Enabled, or tick Enabled for Callouts in Setup: Apex and "
            "REST can't.",
        )
    if (credential := _find_external_credential(document)) != machine.external_credential:
        return Failed(
            cause="the Named Credential uses another External Credential",
            evidence=f"it uses {credential or 'none'}, and not {machine.external_credential}",
            remedy="Correct its External Credential, or name yours: --external-credential.",
        )
    if not document.is_true("generateAuthorizationHeader", default=True):
        return Failed(
            cause="the Named Credential sends no token",
            evidence=f"generateAuthorizationHeader of {machine.named_credential} is false",
            remedy="Deploy it with generateAuthorizationHeader true.",
        )
    return Ok(detail=f"{machine.named_credential} calls {_find_url(document)}")


def _find_external_credential(document: MetadataDocument) -> str | None:
    used = (item.find_text("externalCredential") for item in document.all("namedCredentialParameters"))
    return next((name for name in used if name), None)


def _find_url(document: MetadataDocument) -> str:
    for item in document.all("namedCredentialParameters"):
        if item.find_text("parameterType") == "Url":
            return show_address(item.find_text("parameterValue"))
    return NO_ADDRESS


CHECK = Check(
    name="m2m.named_credential",
    flow=Flow.M2M,
    title="the Named Credential is there and switched on",
    needs=("m2m.external_credential",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
