"""The org is named by its My Domain, not by a host that all orgs share.

SECURITY: IAM's provider of login.salesforce.com trusts the signature of every org in the world.
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_web_identity

_SHARED, _MY_DOMAIN = ".salesforce.com", ".my.salesforce.com"


def _run(patient: Patient) -> Verdict:
    host = get_web_identity(patient).org.authority
    if host.endswith(_SHARED) and not host.endswith(_MY_DOMAIN):
        return Failed(
            cause="the org is named by a login host, and not by its My Domain",
            evidence=f"{host} signs in people of every org, and is not at the issuer of this one's tokens",
            remedy="Set ISTHMUS_SALESFORCE_ORGS to <org id>=https://<name>.my.salesforce.com (My Domain)."
            " External Client Apps answer app_not_found elsewhere.",
        )
    return Ok(detail=host)


CHECK = Check(
    name="web_identity.my_domain",
    flow=Flow.WEB_IDENTITY,
    title="the org is named by its My Domain",
    needs=(),
    run=_run,
    unanswered="Set ISTHMUS_SALESFORCE_ORGS.",
)
