"""Whether the org takes the session that the doctor looks by: what stands on it is not looked at else."""

from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.doctor.patient import Patient, get_org
from isthmus.salesforce.org_api import OrgRefusedError

UNANSWERED = "Correct the origin in ISTHMUS_SALESFORCE_ORGS: it is the My Domain address."
"""The remedy where no org answers."""
_REFUSED = "INVALID_SESSION_ID"


def look_at_session(patient: Patient) -> Verdict:
    """Ask the org for its own name; whoever is signed in and may use its API is told."""
    try:
        found = get_org(patient).query("SELECT Id, Name FROM Organization")
    except OrgRefusedError as error:
        if error.error_code != _REFUSED:
            raise
        return Failed(
            cause="the org does not take the session",
            evidence=str(error),
            remedy="It has expired, is another org's, or may not use the API, as a Lightning page's. Set "
            "ISTHMUS_ORG_SESSION anew: sf org auth show-access-token.",
        )
    return Ok(detail=", ".join(f"{record.get('Name')} ({record.get('Id')})" for record in found))
