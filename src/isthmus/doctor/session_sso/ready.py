"""The functions of the triggers can be called: none is being made, updated, or broken.

https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import describe_functions


def _run(patient: Patient) -> Verdict:
    functions = describe_functions(patient)
    for trigger, function in functions.items():
        state, update = function.get("State", "Active"), function.get("LastUpdateStatus", "Successful")
        if state != "Active":
            return Failed(
                cause="the function of a trigger is not ready",
                evidence=f"{trigger}: State is {state} {function.get('StateReasonCode', '')}".rstrip(),
                remedy="Pending: wait. Inactive: a sign-in wakes it, and is refused. Failed: deploy again.",
            )
        if update == "Failed":
            return Failed(
                cause="the last update of a trigger's function failed, so that the one before still runs",
                evidence=f"{trigger}: {function.get('LastUpdateStatusReasonCode', '')}",
                remedy="aws lambda get-function-configuration tells the reason; deploy again.",
            )
    versions = [f"{name} {function.get('Version', '')}" for name, function in functions.items()]
    return Ok(detail=", ".join(versions))


CHECK = Check(
    name="session_sso.ready",
    flow=Flow.SESSION_SSO,
    title="the functions of the triggers are ready",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials lambda:GetFunctionConfiguration.",
)
