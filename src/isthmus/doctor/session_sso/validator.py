"""The token validator answers, and refuses a session that is none."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_session_sso
from isthmus.errors import UnavailableError

_TIMEOUT_SECONDS = 15.0  # a cold start included
_MAX_BYTES = 65_536
_UNAUTHORIZED = 401
_OK = 200


def _run(patient: Patient) -> Verdict:
    wanted = get_session_sso(patient)
    no_session = f"{wanted.org_id[:15]}!isthmus-doctor.no.session"
    try:
        reply = wanted.validator.send(
            "POST",
            wanted.validator_path,
            headers={"Accept": "application/json", "Authorization": f"Bearer {no_session}"},
            body=b"",
            timeout_seconds=_TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
        )
    except UnavailableError as error:
        return Failed(
            cause="the token validator does not answer",
            evidence=str(error),
            remedy="Compare --validator-url with the API's or the function's own address.",
        )
    finally:
        wanted.validator.close()
    if reply.status == _OK:
        return Failed(
            cause="the token validator takes a session that does not exist",
            evidence="it answered 200",
            remedy="Take it off the network: what answers there is not the token validator of Isthmus.",
        )
    if reply.status != _UNAUTHORIZED:
        return Failed(
            cause="the token validator is not in order",
            evidence=f"it answered {reply.status} and not 401",
            remedy="404: the path. 500: its settings, see its log. 503: it can't reach the org (no NAT).",
        )
    return Ok(detail=f"{wanted.validator}{wanted.validator_path} refuses")


CHECK = Check(
    name="session_sso.validator",
    flow=Flow.SESSION_SSO,
    title="the token validator refuses a bad session",
    needs=("session_sso.userinfo",),
    run=_run,
    unanswered="Compare --validator-url with the API's or the function's own address.",
)
