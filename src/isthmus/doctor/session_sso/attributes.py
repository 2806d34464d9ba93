"""People can't change what the user pool has from Salesforce: APIs believe the claims made of it.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso.described import describe_client

_REMEDY = (
    "Set the client's WriteAttributes to what people may change, such as locale: an empty list means all "
    "standard attributes. Send all settings, others reset."
)


def _run(patient: Patient) -> Verdict:
    writable = describe_client(patient).get("WriteAttributes") or []
    custom = [name for name in writable if name.startswith("custom:")]
    if custom:
        return Failed(
            cause="users can write custom attributes of their own",
            evidence=", ".join(custom),
            remedy=_REMEDY,
        )
    if not writable or "email" in writable:
        evidence = f"WriteAttributes: {', '.join(writable)}" if writable else "WriteAttributes is not set"
        return Failed(
            cause="users can change the e-mail address that Salesforce vouched for",
            evidence=evidence,
            remedy=_REMEDY,
        )
    return Ok(detail=f"people may change {', '.join(writable)}")


CHECK = Check(
    name="session_sso.attributes",
    flow=Flow.SESSION_SSO,
    title="people can't change what comes from Salesforce",
    needs=("session_sso.client",),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPoolClient.",
)
