"""The verify function is given the time that its own calls may take."""

from isthmus.aws.json_call import TIMEOUT_SECONDS as AWS_SECONDS
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import VERIFY, describe_functions
from isthmus.salesforce.session_call import TIMEOUT_SECONDS as ORG_SECONDS

# WIRE: Cognito waits 5 s for a trigger, which no setting changes
# (cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
_COGNITO_SECONDS = 5
_OWN_CALLS_SECONDS = ORG_SECONDS + AWS_SECONDS


def _run(patient: Patient) -> Verdict:
    functions = describe_functions(patient)
    seconds = int(functions[VERIFY].get("Timeout", 0))
    if seconds <= _OWN_CALLS_SECONDS:
        return Failed(
            cause="the verify function is stopped before its own calls have given up",
            evidence=f"its timeout is {seconds} s; org and table may take {_OWN_CALLS_SECONDS:.0f} s",
            remedy=f"Set it to {_COGNITO_SECONDS} s, as long as Cognito waits; Lambda's default is 3 s.",
        )
    told = [f"{each.get('Timeout')} s with {each.get('MemorySize')} MiB" for each in functions.values()]
    return Ok(detail=f"{', '.join(dict.fromkeys(told))}; Cognito waits {_COGNITO_SECONDS} s")


CHECK = Check(
    name="session_sso.time_limit",
    flow=Flow.SESSION_SSO,
    title="the verify function has time to ask",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials lambda:GetFunctionConfiguration.",
)
