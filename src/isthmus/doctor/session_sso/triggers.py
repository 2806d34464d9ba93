"""The three triggers of custom authentication are attached, each to its own function, and these exist."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws
from isthmus.doctor.session_sso.described import CREATE, DEFINE, TRIGGERS, VERIFY, describe_pool

_HANDLERS = {
    "isthmus.lambdas.define_auth_challenge.handler": DEFINE,
    "isthmus.lambdas.create_auth_challenge.handler": CREATE,
    "isthmus.lambdas.verify_auth_challenge.handler": VERIFY,
}


def _run(patient: Patient) -> Verdict:
    attached = describe_pool(patient).get("LambdaConfig", {})
    missing = [name for name in TRIGGERS if not attached.get(name)]
    if missing:
        return Failed(
            cause="a trigger of custom authentication is not attached",
            evidence=", ".join(missing),
            remedy="Attach it: aws cognito-idp update-user-pool; send all settings, others reset.",
        )
    for name in TRIGGERS:
        fault = _find_fault(patient, trigger=name, arn=attached[name])
        if fault is not None:
            return fault
    return Ok(detail=", ".join(TRIGGERS))


def _find_fault(patient: Patient, *, trigger: str, arn: str) -> Failed | None:
    try:
        function = get_aws(patient).ask("lambda", "get_function_configuration", FunctionName=arn)
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        return Failed(
            cause="the function of a trigger does not exist",
            evidence=f"{trigger}: {arn}",
            remedy="Deploy the function or its alias, or attach the one that is there.",
        )
    meant_for = _HANDLERS.get(str(function.get("Handler", "")), trigger)
    if meant_for != trigger:
        return Failed(
            cause="a trigger is attached to the function of another trigger",
            evidence=f"{trigger}: {arn} is the function for {meant_for}",
            remedy="Attach each function to its own trigger; send all settings of the pool, others reset.",
        )
    return None


CHECK = Check(
    name="session_sso.triggers",
    flow=Flow.SESSION_SSO,
    title="the triggers are attached and exist",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPool and lambda:GetFunctionConfiguration.",
)
