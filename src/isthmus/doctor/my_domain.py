"""Whether an org is named by its My Domain, or by a host that all orgs share.

SECURITY: login.salesforce.com signs ID tokens of every org in the world, and knows every org's sessions.
"""

from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.origin import Origin

_SHARED, _MY_DOMAIN = ".salesforce.com", ".my.salesforce.com"


def look_at_host(org: Origin) -> Verdict:
    """Tell My Domains, and hosts that are not Salesforce's own, from login and instance hosts."""
    host = org.authority
    if host.endswith(_SHARED) and not host.endswith(_MY_DOMAIN):
        return Failed(
            cause="the org is named by a login host, and not by its My Domain",
            evidence=f"{host} serves people of every org, and is not the issuer of this one's tokens",
            remedy="Set ISTHMUS_SALESFORCE_ORGS to <org id>=https://<name>.my.salesforce.com (My Domain)."
            " External Client Apps answer app_not_found elsewhere.",
        )
    return Ok(detail=host)
