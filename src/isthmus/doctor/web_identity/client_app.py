"""The org has the External Client App, switched on, and with the consumer key that is told."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_web_identity
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.doctor.web_identity.client_app_metadata import (
    find_app,
    find_oauth_settings,
    find_policies,
    get_app_name,
)

_SHOWN = 6


def _run(patient: Patient) -> Verdict:
    name, told = get_app_name(patient), get_web_identity(patient).consumer_key
    if find_app(patient) is None:
        return Failed(
            cause="the org has no such External Client App",
            evidence=name,
            remedy="Deploy infra/salesforce (sf project deploy start), or name yours: --client-app. "
            "A connected app is not looked at: --client-app ''.",
        )
    policies = find_policies(patient)
    for switch in ("isEnabled", "isOauthPluginEnabled"):
        if policies is not None and not policies.is_true(switch, default=True):
            return Failed(
                cause="the External Client App is switched off",
                evidence=f"{switch} of {name} is false",
                remedy="Setup, External Client App Manager, Policies: enable the app and its OAuth plugin.",
            )
    settings = find_oauth_settings(patient)
    # NOTE: an org need not give the consumer key; nothing is compared then.
    key = None if settings is None else settings.find_text("consumerKey")
    if key not in {None, told}:
        return Failed(
            cause="the External Client App has another consumer key",
            evidence=f"{name} has …{(key or '')[-_SHOWN:]}, and --consumer-key is …{told[-_SHOWN:]}",
            remedy="Setup, External Client App Manager, Settings: take the consumer key there, and add it to "
            "IAM's provider as an audience.",
        )
    return Ok(detail=name)


CHECK = Check(
    name="web_identity.client_app",
    flow=Flow.WEB_IDENTITY,
    title="the org has the External Client App",
    needs=("web_identity.org_session",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
