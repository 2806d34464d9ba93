"""The user pool keeps usernames as the token validator makes them: neither addresses nor without case.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UsernameConfigurationType.html
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import describe_pool

_REMEDY = "Make another user pool, by the API or Terraform: no setting changes it later."


def _run(patient: Patient) -> Verdict:
    pool = describe_pool(patient)
    if pool.get("UsernameAttributes"):
        return Failed(
            cause="the user pool takes addresses only for usernames",
            evidence=f"UsernameAttributes: {', '.join(pool['UsernameAttributes'])}",
            remedy=_REMEDY,
        )
    if pool.get("UsernameConfiguration", {}).get("CaseSensitive", True) is not True:
        return Failed(
            cause="the user pool ignores the case of usernames, and ids of Salesforce have a case",
            evidence="UsernameConfiguration: CaseSensitive is false",
            remedy=_REMEDY,
        )
    return Ok(detail="with their case")


CHECK = Check(
    name="session_sso.usernames",
    flow=Flow.SESSION_SSO,
    title="the pool keeps usernames as they are",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPool.",
)
