"""The session that people bring is of a kind that can be asked about: opaque, live, good for the API."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_session, get_session_sso
from isthmus.errors import DeniedError, MalformedError
from isthmus.salesforce.session_call import get_as_session
from isthmus.salesforce.session_id import SessionId

# Any session that is good for the REST API may read which resources a version has.
_PATH = "/services/data/v66.0/"
_NOT_FOR_THE_API = (
    "It has ended, is tied to another IP address, or comes from a Lightning page, whose sessions are for no "
    "API: take an OAuth access token with the scope api, or a Visualforce page's {!$Api.Session_ID}."
)


def _run(patient: Patient) -> Verdict:
    wanted, secret = get_session_sso(patient), get_session(patient)
    try:
        session_id = SessionId.parse(secret.reveal())
    except MalformedError as error:
        return Failed(
            cause="a session of this kind can't sign in",
            evidence=str(error),
            remedy="Take <org id>!<...>. JWT-based access tokens are switched off in the app's settings.",
        )
    if session_id.org_id != wanted.org_id:
        return Failed(
            cause="the session is of another org",
            evidence=f"{session_id.org_id}, and not {wanted.org_id}",
            remedy="Take a session of the org that ISTHMUS_SALESFORCE_ORGS names, or correct the name.",
        )
    try:
        get_as_session(wanted.org, _PATH, session_id=session_id)
    except DeniedError as error:
        if error.rule == "session_may_call":
            return Failed(
                cause="the owner of the session may not use the API",
                evidence=str(error),
                remedy="Give the person a permission set with API Enabled; see API Access Control, too.",
            )
        return Failed(
            cause="the org takes the session for no API call", evidence=str(error), remedy=_NOT_FOR_THE_API
        )
    return Ok(detail=f"an opaque one of {session_id.org_id}, good for the API")


CHECK = Check(
    name="session_sso.session_kind",
    flow=Flow.SESSION_SSO,
    title="the session is good for the API",
    needs=("session_sso.userinfo", "session_sso.pinned_org"),
    run=_run,
    unanswered="Look at the org's status page, and at its limits in Setup.",
)
