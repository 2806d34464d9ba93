"""AWS can verify the host of the org's keys: by the CAs that it trusts, or by a thumbprint.

NOTE: the keys are on the issuer's host, which `web_identity.discovery` looks at; else both would count.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_aws, get_web_identity
from isthmus.doctor.tls import find_tls_fault
from isthmus.doctor.web_identity.oidc_provider import get_provider_arn


def _run(patient: Patient) -> Verdict:
    wanted = get_web_identity(patient)
    fault = find_tls_fault(wanted.org, trusted=wanted.trusted_by_aws)
    if fault is None:
        return Ok(detail="not needed: the certificate is of a CA that is trusted anyway")
    arn = get_provider_arn(patient)
    provider = get_aws(patient).ask("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn)
    listed = len(provider.get("ThumbprintList", []))
    if not listed:
        return Failed(
            cause="AWS needs a thumbprint for the org's host, and IAM's provider has none",
            evidence=f"{wanted.org}: {fault}",
            remedy="aws iam update-open-id-connect-provider-thumbprint: the SHA-1 of the topmost CA sent.",
        )
    return Ok(detail=f"needed ({fault}), and {listed} listed")


CHECK = Check(
    name="web_identity.thumbprint",
    flow=Flow.WEB_IDENTITY,
    title="AWS can verify the org's host",
    needs=("web_identity.discovery", "web_identity.oidc_provider"),
    run=_run,
    unanswered="Open the My Domain: name, certificate or proxy is wrong.",
)
