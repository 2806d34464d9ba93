"""A sign-in may give one, two or three answers: Cognito itself sets no limit to custom challenges."""

from isthmus import settings
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import DEFINE, describe_functions, require_ours, settings_of
from isthmus.errors import ConfigurationError


def _run(patient: Patient) -> Verdict:
    function = describe_functions(patient)[DEFINE]
    require_ours(function)
    try:
        limit = settings.load_max_attempts(settings_of(function))
    except ConfigurationError as error:
        return Failed(
            cause="the define function refuses its settings, and with them everybody",
            evidence=str(error),
            remedy=f"Set {settings.MAX_ATTEMPTS} of the define function to 1, 2 or 3, or take it away: 1.",
        )
    return Ok(detail=f"{limit} answer{'s' if limit > 1 else ''} a sign-in")


CHECK = Check(
    name="session_sso.attempts",
    flow=Flow.SESSION_SSO,
    title="the answers of a sign-in are limited",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials lambda:GetFunctionConfiguration.",
)
