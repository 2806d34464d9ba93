"""The verify and create functions can start with the settings that they have."""

from collections.abc import Callable, Mapping

from isthmus.callout_settings import load_verify_settings
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import (
    CREATE,
    VERIFY,
    describe_functions,
    require_ours,
    settings_of,
)
from isthmus.errors import ConfigurationError
from isthmus.settings import Environment, check_environment

# What Lambda itself sets when it starts a function; the values stand for what is not ours to know.
_SET_BY_LAMBDA = {
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "SETBYLAMBDAATSTART",
    "AWS_SECRET_ACCESS_KEY": "set by Lambda at start",
}


def _run(patient: Patient) -> Verdict:
    functions = describe_functions(patient)
    loads: dict[str, Callable[[Mapping[str, str]], None]] = {
        CREATE: check_environment,
        VERIFY: _load_verify,
    }
    for trigger, load in loads.items():
        require_ours(functions[trigger])
        try:
            load(settings_of(functions[trigger]))
        except ConfigurationError as error:
            return Failed(
                cause="the function of a trigger refuses its settings, and with them everybody",
                evidence=f"{trigger}: {error}",
                remedy="docs/flows/session_sso.md has the settings of each function.",
            )
    return Ok(detail="verify and create")


def _load_verify(variables: Mapping[str, str]) -> None:
    load_verify_settings(Environment({**_SET_BY_LAMBDA, **variables}))


CHECK = Check(
    name="session_sso.settings",
    flow=Flow.SESSION_SSO,
    title="the functions can start with their settings",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials lambda:GetFunctionConfiguration.",
)
