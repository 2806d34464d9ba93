"""The pool has the app client, and it has a secret."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.described_client import describe_client
from isthmus.doctor.patient import AwsRefusedError, Patient, get_machine, get_machine_pool


def _run(patient: Patient) -> Verdict:
    machine, pool = get_machine(patient), get_machine_pool(patient)
    try:
        client = describe_client(patient)
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        return Failed(
            cause="the client id is unknown to the user pool",
            evidence=f"{machine.client_id} in {pool.pool_id}: {error.error_code}",
            remedy=f"aws cognito-idp list-user-pool-clients --user-pool-id {pool.pool_id}; "
            "then correct ISTHMUS_M2M_CLIENT_ID.",
        )
    if not client.get("ClientSecret"):
        return Failed(
            cause="the app client has no secret",
            evidence=f"{machine.client_id} is a public client",
            remedy="Create another app client with GenerateSecret: one without a secret never gets one.",
        )
    return Ok(detail=f"{client.get('ClientName', '')} ({machine.client_id})")


CHECK = Check(
    name="m2m.client",
    flow=Flow.M2M,
    title="the app client exists",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPoolClient, in the pool's account and region.",
)
