"""The org's ID tokens for the app are short-lived: whoever has one gets the role's AWS credentials."""

import re

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.doctor.web_identity.client_app_metadata import get_app_name, get_oauth_settings
from isthmus.errors import UnavailableError

GREATEST_MINUTES = 15
"""Salesforce takes 1 to 720 and has 2 unless told otherwise; the swap follows the sign-in at once."""
_DEFAULT_MINUTES = "2"
_MINUTES = re.compile(r"[0-9]{1,9}", re.ASCII)


def _run(patient: Patient) -> Verdict:
    config = get_oauth_settings(patient).find("idTokenConfig")
    text = (config.find_text("idTokenValidityInMinutes") if config is not None else None) or _DEFAULT_MINUTES
    if not _MINUTES.fullmatch(text):
        raise UnavailableError("the org gives an ID token no lifetime in minutes")
    if int(text) > GREATEST_MINUTES:
        return Failed(
            cause="ID tokens live longer than the swap needs",
            evidence=f"idTokenValidityInMinutes of {get_app_name(patient)} is {text}",
            remedy=f"Set it to 2, or at most {GREATEST_MINUTES}: as long a stolen one gets credentials.",
        )
    return Ok(detail=f"{text} minutes")


CHECK = Check(
    name="web_identity.id_token",
    flow=Flow.WEB_IDENTITY,
    title="ID tokens are short-lived",
    needs=("web_identity.client_app",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
