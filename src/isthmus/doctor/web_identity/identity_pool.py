"""The identity pool takes the org's ID tokens, and nobody without one."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws, get_web_identity


def _run(patient: Patient) -> Verdict:
    wanted = get_web_identity(patient)
    pool_id = wanted.identity_pool_id
    try:
        pool = get_aws(patient).ask("cognito-identity", "describe_identity_pool", IdentityPoolId=pool_id)
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        return Failed(
            cause="there is no such identity pool",
            evidence=f"{pool_id}: {error.error_code}",
            remedy="aws cognito-identity list-identity-pools --max-results 60: its id is wanted.",
        )
    if pool.get("AllowUnauthenticatedIdentities") is not False:
        return Failed(
            cause="the identity pool gives credentials to anybody",
            evidence="AllowUnauthenticatedIdentities is true",
            remedy="Switch unauthenticated (guest) access off in the identity pool.",
        )
    providers = [
        str(arn).partition(":oidc-provider/")[2] for arn in pool.get("OpenIdConnectProviderARNs", [])
    ]
    if wanted.provider_name not in providers:
        return Failed(
            cause="the identity pool does not have the org as a provider",
            evidence=f"it has {', '.join(providers) or 'none'}, and not {wanted.provider_name}",
            remedy="Add IAM's OpenID Connect provider of the org's My Domain to the identity pool.",
        )
    return Ok(detail=f"{pool.get('IdentityPoolName', '')} ({pool_id})")


CHECK = Check(
    name="web_identity.identity_pool",
    flow=Flow.WEB_IDENTITY,
    title="the identity pool has the org as provider",
    needs=(),
    run=_run,
    unanswered="Give these credentials cognito-identity:DescribeIdentityPool, in the pool's region.",
)
