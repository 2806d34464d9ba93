"""Every scope exists at a resource server of the pool, and the app client is allowed it."""

from collections.abc import Iterable

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.m2m.described_client import describe_client
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws, get_machine, get_machine_pool


def _run(patient: Patient) -> Verdict:
    allowed = frozenset(describe_client(patient).get("AllowedOAuthScopes", []))
    wanted = frozenset(get_machine(patient).scopes or allowed)
    if not wanted:
        return Failed(
            cause="the app client has no scope",
            evidence="AllowedOAuthScopes is empty",
            remedy="Allow the client at least one scope of a resource server.",
        )
    unknown = sorted(wanted - _scopes_of_servers(patient, wanted))
    if unknown:
        return Failed(
            cause="a scope does not exist at any resource server",
            evidence=", ".join(unknown),
            remedy="aws cognito-idp update-resource-server adds it; it is written <identifier>/<name>.",
        )
    if wanted - allowed:
        return Failed(
            cause="the app client is not allowed a scope",
            evidence=", ".join(sorted(wanted - allowed)),
            remedy="Add it to the client's AllowedOAuthScopes, or ask for less: Cognito refuses it all.",
        )
    return Ok(detail=", ".join(sorted(wanted)))


def _scopes_of_servers(patient: Patient, wanted: Iterable[str]) -> frozenset[str]:
    aws, pool = get_aws(patient), get_machine_pool(patient)
    known = set()
    for identifier in sorted({scope.rpartition("/")[0] for scope in wanted} - {""}):
        try:
            server = aws.ask(
                "cognito-idp", "describe_resource_server", UserPoolId=pool.pool_id, Identifier=identifier
            )["ResourceServer"]
        except AwsRefusedError as error:
            if error.error_code != "ResourceNotFoundException":
                raise
            continue
        known |= {f"{identifier}/{scope['ScopeName']}" for scope in server.get("Scopes", [])}
    return frozenset(known)


CHECK = Check(
    name="m2m.scopes",
    flow=Flow.M2M,
    title="the scopes exist, and the app client is allowed them",
    needs=("m2m.client",),
    run=_run,
    unanswered="Give these credentials cognito-idp:DescribeResourceServer.",
)
