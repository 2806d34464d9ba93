"""The External Client App has the callback that is used, letter by letter."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_web_identity, require
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.doctor.web_identity.client_app_metadata import get_oauth_settings


def _run(patient: Patient) -> Verdict:
    used = require(get_web_identity(patient).callback_url, "say --callback-url")
    known = (get_oauth_settings(patient).find_text("callbackUrl") or "").split()
    if used not in known:
        return Failed(
            cause="the External Client App does not have the callback",
            evidence=f"it has {', '.join(known) or 'none'}, and not {used}",
            remedy="Add it in the app's OAuth settings; scheme, host, port, path and slash all count.",
        )
    return Ok(detail=used)


CHECK = Check(
    name="web_identity.app_callback",
    flow=Flow.WEB_IDENTITY,
    title="the External Client App has the callback",
    needs=("web_identity.client_app",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
