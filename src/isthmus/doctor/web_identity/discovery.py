"""The org's discovery document speaks for its My Domain, which is the issuer of its ID tokens."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_web_identity
from isthmus.errors import DeniedError
from isthmus.salesforce.openid import discover


def _run(patient: Patient) -> Verdict:
    org = get_web_identity(patient).org
    try:
        provider = discover(org)
    except DeniedError as error:
        if error.rule == "endpoint_origin":
            return Failed(
                cause="the org's discovery document names endpoints on another host",
                evidence=str(error),
                remedy="Use the My Domain itself, not the address of a site or of an instance.",
            )
        return Failed(
            cause="the org's discovery document speaks for another issuer",
            evidence=str(error),
            remedy="Use the My Domain, https://<name>.my.salesforce.com, not login.salesforce.com.",
        )
    return Ok(detail=provider.issuer)


CHECK = Check(
    name="web_identity.discovery",
    flow=Flow.WEB_IDENTITY,
    title="the org is the issuer of its ID tokens",
    needs=("web_identity.my_domain",),
    run=_run,
    unanswered="Open <My Domain>/.well-known/openid-configuration: name, certificate or proxy is wrong.",
)
