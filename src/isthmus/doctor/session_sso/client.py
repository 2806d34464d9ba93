"""The app client is there, allows custom authentication, and tells nobody who exists."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_session_sso
from isthmus.doctor.session_sso.described import describe_client

_CUSTOM_AUTH = frozenset({"ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"})


def _run(patient: Patient) -> Verdict:
    try:
        client = describe_client(patient)
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        wanted = get_session_sso(patient)
        return Failed(
            cause="the app client is unknown to the user pool",
            evidence=f"{wanted.client_id} in {wanted.user_pool_id}",
            remedy="aws cognito-idp list-user-pool-clients --user-pool-id <pool id> shows those that exist.",
        )
    flows = client.get("ExplicitAuthFlows", [])
    if not _CUSTOM_AUTH.intersection(flows):
        return Failed(
            cause="CUSTOM_AUTH is not enabled for the app client",
            evidence=f"ExplicitAuthFlows: {', '.join(flows) or 'none'}",
            remedy="Add ALLOW_CUSTOM_AUTH to its ExplicitAuthFlows; send all settings, others reset.",
        )
    if client.get("PreventUserExistenceErrors") != "ENABLED":
        return Failed(
            cause="the app client tells who exists",
            evidence=f"PreventUserExistenceErrors is {client.get('PreventUserExistenceErrors', 'LEGACY')}",
            remedy="Set it to ENABLED: the API's default is LEGACY, the console's is not.",
        )
    return Ok(detail=str(client.get("ClientName", "")))


CHECK = Check(
    name="session_sso.client",
    flow=Flow.SESSION_SSO,
    title="the app client allows custom authentication",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeUserPoolClient.",
)
