"""Nobody signs up by themselves: usernames are predictable, and a stranger would take one first."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import describe_pool


def _run(patient: Patient) -> Verdict:
    if describe_pool(patient).get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly") is not True:
        return Failed(
            cause="anybody can sign up in the user pool",
            evidence="AllowAdminCreateUserOnly is false",
            remedy="Set AllowAdminCreateUserOnly=true: the token validator makes the users.",
        )
    return Ok(detail="administrators only")


CHECK = Check(
    name="session_sso.sign_up",
    flow=Flow.SESSION_SSO,
    title="nobody signs up by themselves",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPool.",
)
