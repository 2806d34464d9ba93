"""The permission set lets the org keep a principal's token: Modify All on User External Credentials.

WIRE: who has less is refused the callout, or the org can't store a fresh token
(help: nc_user_external_credentials_permissions).
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.retrieved import find_permission_set
from isthmus.doctor.patient import Patient, get_machine
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.errors import UnavailableError

_OBJECT = "UserExternalCredential"
_REMEDY = (
    "Setup, Permission Sets, Object Settings, User External Credentials: Modify All. Whoever has the "
    "permission set sees no token by it."
)


def _run(patient: Patient) -> Verdict:
    name = get_machine(patient).permission_set
    document = find_permission_set(patient)
    if document is None:
        raise UnavailableError(f"the org's metadata has no permission set {name}")
    rights = [item for item in document.all("objectPermissions") if item.find_text("object") == _OBJECT]
    if not any(item.is_true("allowRead", default=False) for item in rights):
        return Failed(
            cause="the permission set gives no right on User External Credentials",
            evidence=f"{name} may not read {_OBJECT}",
            remedy=_REMEDY,
        )
    if not any(item.is_true("modifyAllRecords", default=False) for item in rights):
        return Failed(
            cause="the permission set does not let the org store a fresh token",
            evidence=f"{name} has no Modify All on {_OBJECT}",
            remedy=_REMEDY,
        )
    return Ok(detail=f"Modify All on {_OBJECT}")


CHECK = Check(
    name="m2m.object_rights",
    flow=Flow.M2M,
    title="the permission set lets the org keep tokens",
    needs=("m2m.permission_set",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
