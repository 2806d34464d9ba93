"""The verify function trusts this org, at this address."""

from isthmus import settings
from isthmus.doctor.addresses import show_address
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_session_sso
from isthmus.doctor.session_sso.described import VERIFY, get_settings
from isthmus.errors import MalformedError
from isthmus.salesforce.ids import OrgId


def _run(patient: Patient) -> Verdict:
    wanted = get_session_sso(patient)
    trusted = dict(
        item.strip().partition("=")[::2]
        for item in get_settings(patient, VERIFY).get(settings.ORGS, "").split(",")
        if item.strip()
    )
    # WIRE: an org id has 15 characters, and 3 more where case is not kept.
    found = {org_id[:15]: origin for org_id, origin in trusted.items()}.get(wanted.org_id[:15])
    if found is None:
        return Failed(
            cause="the verify function does not trust the org",
            evidence=f"{wanted.org_id} is not among {', '.join(map(_show_id, trusted)) or 'none'}",
            remedy=f"Add <org id>=<My Domain> to {settings.ORGS} of verify trigger and token validator.",
        )
    if found != str(wanted.org):
        return Failed(
            cause="the verify function asks the org at another address",
            evidence=f"{show_address(found)}, and not {wanted.org}",
            remedy=f"Correct {settings.ORGS} of the verify trigger and of the token validator.",
        )
    return Ok(detail=f"{wanted.org_id} at {found}")


def _show_id(text: str) -> str:
    # SECURITY: a setting is not checked yet; somebody may have put a session or a password there.
    try:
        return OrgId.parse(text)
    except MalformedError:
        return "what is no org id"


CHECK = Check(
    name="session_sso.pinned_org",
    flow=Flow.SESSION_SSO,
    title="the verify function trusts the org",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials lambda:GetFunctionConfiguration.",
)
