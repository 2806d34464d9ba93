"""IAM's OpenID Connect provider has the issuer as its URL, and the consumer key as an audience."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_aws, get_web_identity, require


def _run(patient: Patient) -> Verdict:
    wanted, aws = get_web_identity(patient), get_aws(patient)
    arn = get_provider_arn(patient)
    provider = aws.ask("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn)
    url = str(provider.get("Url", "")).removeprefix("https://")
    if url != wanted.provider_name:
        return Failed(
            cause="the URL of IAM's provider is not the issuer",
            evidence=f"{url}, and the issuer is {wanted.provider_name}",
            remedy="Create the provider anew: its URL can't be changed. No path, no slash at the end.",
        )
    if wanted.consumer_key not in provider.get("ClientIDList", []):
        return Failed(
            cause="the consumer key is not an audience of IAM's provider",
            evidence=f"{arn} has {len(provider.get('ClientIDList', []))} audiences",
            remedy="aws iam add-client-id-to-open-id-connect-provider, with the app's consumer key.",
        )
    return Ok(detail=arn)


def get_provider_arn(patient: Patient) -> str:
    """Give the org's provider as the identity pool names it."""
    wanted = get_web_identity(patient)
    pool = get_aws(patient).ask(
        "cognito-identity", "describe_identity_pool", IdentityPoolId=wanted.identity_pool_id
    )
    arns = [str(arn) for arn in pool.get("OpenIdConnectProviderARNs", [])]
    found = next((arn for arn in arns if arn.partition(":oidc-provider/")[2] == wanted.provider_name), None)
    return require(found, "the identity pool does not have the org as a provider")


CHECK = Check(
    name="web_identity.oidc_provider",
    flow=Flow.WEB_IDENTITY,
    title="IAM's provider knows issuer and consumer key",
    needs=("web_identity.identity_pool",),
    run=_run,
    unanswered="Give these credentials iam:GetOpenIDConnectProvider.",
)
