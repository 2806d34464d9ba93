"""The user pool's domain answers."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_machine
from isthmus.errors import UnavailableError

_TIMEOUT_SECONDS = 5
_MAX_BYTES = 64 * 1024
_SERVER_ERROR = 500
_REMEDY = (
    "Create the domain (aws cognito-idp create-user-pool-domain) or correct ISTHMUS_M2M_DOMAIN. A name "
    "that was looked up before it existed stays unknown here for up to 15 minutes."
)


def _run(patient: Patient) -> Verdict:
    domain = get_machine(patient).domain
    try:
        reply = domain.send(
            "GET",
            "/oauth2/token",
            headers={"Accept": "application/json"},
            body=None,
            timeout_seconds=_TIMEOUT_SECONDS,
            max_bytes=_MAX_BYTES,
        )
    except UnavailableError as error:
        return Failed(cause="the domain does not answer", evidence=str(error), remedy=_REMEDY)
    finally:
        domain.close()
    if reply.status >= _SERVER_ERROR:
        return Failed(
            cause="the domain has a fault", evidence=f"{domain} answered {reply.status}", remedy=_REMEDY
        )
    return Ok(detail=str(domain))


CHECK = Check(
    name="m2m.domain",
    flow=Flow.M2M,
    title="the user pool's domain answers",
    needs=(),
    run=_run,
    unanswered=_REMEDY,
)
