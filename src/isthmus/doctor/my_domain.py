"""Whether the org of a flow is named by its My Domain, as a verdict."""

from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.origin import Origin
from isthmus.salesforce.my_domain import is_login_host


def look_at_host(org: Origin) -> Verdict:
    """Tell My Domains, and hosts that are not Salesforce's own, from login and instance hosts."""
    host = org.authority
    if is_login_host(org):
        return Failed(
            cause="the org is named by a login host, and not by its My Domain",
            evidence=f"{host} serves people of every org, and is not the issuer of this one's tokens",
            remedy="Set ISTHMUS_SALESFORCE_ORGS to <org id>=https://<name>.my.salesforce.com (My Domain)."
            " External Client Apps answer app_not_found elsewhere.",
        )
    return Ok(detail=host)
