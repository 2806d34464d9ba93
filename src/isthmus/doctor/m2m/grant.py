"""The app client may use client credentials, and nothing else."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.described_client import describe_client
from isthmus.doctor.patient import Patient

_WANTED = ["client_credentials"]
_REMEDY = (
    "Set AllowedOAuthFlowsUserPoolClient=true and AllowedOAuthFlows=client_credentials."
    " UpdateUserPoolClient resets what it is not told: describe, change, send all."
)


def _run(patient: Patient) -> Verdict:
    client = describe_client(patient)
    flows = sorted(client.get("AllowedOAuthFlows", []))
    if client.get("AllowedOAuthFlowsUserPoolClient") is not True:
        return Failed(
            cause="OAuth flows are switched off for the app client",
            evidence="AllowedOAuthFlowsUserPoolClient is false",
            remedy=_REMEDY,
        )
    if flows != _WANTED:
        return Failed(
            cause="the app client may not use client_credentials",
            evidence=f"AllowedOAuthFlows: {', '.join(flows) or 'none'}",
            remedy=_REMEDY,
        )
    return Ok(detail="client_credentials")


CHECK = Check(
    name="m2m.grant",
    flow=Flow.M2M,
    title="the app client may use client credentials",
    needs=("m2m.client",),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPoolClient.",
)
