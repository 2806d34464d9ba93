"""The External Client App is a public client: PKCE is required of it, and no secret: it could keep none."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.doctor.web_identity.client_app_metadata import find_scopes, get_app_name, get_oauth_settings

_REFRESH = frozenset({"refreshtoken", "offlineaccess"})


def _run(patient: Patient) -> Verdict:
    name, settings = get_app_name(patient), get_oauth_settings(patient)
    if not settings.is_true("isPkceRequired", default=True):
        return Failed(
            cause="the External Client App does not require PKCE",
            evidence=f"isPkceRequired of {name} is false",
            remedy="Require it in the app's OAuth settings: without, whoever sees a code can redeem it.",
        )
    if not settings.is_true("isConsumerSecretOptional", default=False):
        return Failed(
            cause="the External Client App wants a secret, which a browser or a command line can't keep",
            evidence=f"isConsumerSecretOptional of {name} is false",
            remedy="Take Require Secret for Web Server Flow out of the app's OAuth settings; PKCE stands in.",
        )
    can_refresh = bool(_REFRESH & {scope.lower() for scope in find_scopes(patient) or ()})
    if can_refresh and settings.is_true("isSecretRequiredForRefreshToken", default=True):
        return Failed(
            cause="the External Client App wants a secret to refresh",
            evidence=f"isSecretRequiredForRefreshToken of {name} is true",
            remedy="Take Require Secret for Refresh Token Flow out of the app's OAuth settings.",
        )
    return Ok(detail="PKCE, and no secret")


CHECK = Check(
    name="web_identity.pkce",
    flow=Flow.WEB_IDENTITY,
    title="the External Client App requires PKCE and no secret",
    needs=("web_identity.app_scopes",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
