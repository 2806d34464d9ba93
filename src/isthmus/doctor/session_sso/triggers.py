"""The three triggers of custom authentication are attached, and their functions exist."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws
from isthmus.doctor.session_sso.described import describe_pool

_TRIGGERS = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")


def _run(patient: Patient) -> Verdict:
    attached = describe_pool(patient).get("LambdaConfig", {})
    missing = [name for name in _TRIGGERS if not attached.get(name)]
    if missing:
        return Failed(
            cause="a trigger of custom authentication is not attached",
            evidence=", ".join(missing),
            remedy="Attach it: aws cognito-idp update-user-pool; send all settings, others reset.",
        )
    for name in _TRIGGERS:
        try:
            get_aws(patient).ask("lambda", "get_function_configuration", FunctionName=attached[name])
        except AwsRefusedError as error:
            if error.error_code != "ResourceNotFoundException":
                raise
            return Failed(
                cause="the function of a trigger does not exist",
                evidence=f"{name}: {attached[name]}",
                remedy="Deploy the function or its alias, or attach the one that is there.",
            )
    return Ok(detail=", ".join(_TRIGGERS))


CHECK = Check(
    name="session_sso.triggers",
    flow=Flow.SESSION_SSO,
    title="the triggers are attached and exist",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPool and lambda:GetFunctionConfiguration.",
)
