"""The org's userinfo endpoint answers, and refuses a session that is none."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_session_sso
from isthmus.errors import UnavailableError

_TIMEOUT_SECONDS = 5.0
_MAX_BYTES = 65_536
_REFUSED = frozenset({401, 403})


def _run(patient: Patient) -> Verdict:
    wanted = get_session_sso(patient)
    no_session = f"{wanted.org_id[:15]}!isthmus-doctor.no.session"
    try:
        reply = wanted.org.send(
            "GET",
            "/services/oauth2/userinfo",
            headers={"Accept": "application/json", "Authorization": f"Bearer {no_session}"},
            body=None,
            timeout_seconds=_TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
        )
    except UnavailableError as error:
        return Failed(
            cause="the org does not answer",
            evidence=str(error),
            remedy="Correct the origin in ISTHMUS_SALESFORCE_ORGS: it is the My Domain address.",
        )
    if reply.status not in _REFUSED:
        return Failed(
            cause="what answers at the org's address is no org",
            evidence=f"userinfo answered {reply.status} to a session that does not exist",
            remedy="Correct the origin in ISTHMUS_SALESFORCE_ORGS: it is the My Domain address.",
        )
    return Ok(detail=str(wanted.org))


CHECK = Check(
    name="session_sso.userinfo",
    flow=Flow.SESSION_SSO,
    title="the org can be asked whose a session is",
    needs=("session_sso.my_domain",),
    run=_run,
    unanswered="Correct the origin in ISTHMUS_SALESFORCE_ORGS.",
)
