"""The permission set and the Named Credential as metadata; one retrieval for both."""

from isthmus.doctor.patient import Patient, get_machine, get_metadata
from isthmus.salesforce.metadata_document import MetadataDocument


def find_permission_set(patient: Patient) -> MetadataDocument | None:
    """Give the permission set, or None if the org gives none of that name."""
    return _find(patient, "PermissionSet")


def find_named_credential(patient: Patient) -> MetadataDocument | None:
    """Give the Named Credential, or None if the org gives none of that name."""
    return _find(patient, "NamedCredential")


def _find(patient: Patient, kind: str) -> MetadataDocument | None:
    machine = get_machine(patient)
    members = {"PermissionSet": machine.permission_set, "NamedCredential": machine.named_credential}
    documents = get_metadata(patient).retrieve(members)
    return next((document for document in documents if document.name == kind), None)
