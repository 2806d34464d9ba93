"""The External Client App has the scope that brings an ID token, and not the one that allows everything."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.doctor.web_identity.client_app_metadata import find_scopes, get_app_name

_ID_TOKEN, _EVERYTHING = "openid", "full"
_REMEDY = "Set its OAuth scopes to openid, profile and email, and refresh_token for isthmus login."


def _run(patient: Patient) -> Verdict:
    name, scopes = get_app_name(patient), find_scopes(patient)
    if scopes is None:
        return Failed(
            cause="OAuth is not set up for the External Client App",
            evidence=f"the org has no ExtlClntAppOauthSettings of {name}",
            remedy="Deploy infra/salesforce, or Setup, External Client App Manager, OAuth Settings.",
        )
    words, told = {scope.lower() for scope in scopes}, ", ".join(sorted(scopes)) or "no scope"
    if _ID_TOKEN not in words:
        return Failed(
            cause="the External Client App gets no ID token",
            evidence=f"{name} has {told}, and not OpenID",
            remedy=_REMEDY,
        )
    if _EVERYTHING in words:
        return Failed(
            cause="the app's access tokens may do everything that its users may",
            evidence=f"{name} has {told}",
            remedy=_REMEDY,
        )
    return Ok(detail=told)


CHECK = Check(
    name="web_identity.app_scopes",
    flow=Flow.WEB_IDENTITY,
    title="the External Client App gets an ID token",
    needs=("web_identity.client_app",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
