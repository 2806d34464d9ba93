"""Whether an org is named by its My Domain, or by a host that all orgs share.

SECURITY: login.salesforce.com signs ID tokens of every org in the world, and knows every org's sessions.
"""

from isthmus.errors import ConfigurationError
from isthmus.origin import Origin

_SHARED, _MY_DOMAIN = ".salesforce.com", ".my.salesforce.com"


def is_login_host(org: Origin) -> bool:
    """Say whether this is a login or instance host of Salesforce, which no org has to itself."""
    host = org.authority
    return host.endswith(_SHARED) and not host.endswith(_MY_DOMAIN)


def check_my_domain(org: Origin) -> None:
    """Refuse a host that orgs share, before anything is sent there; raise `ConfigurationError`."""
    if is_login_host(org):
        reason = f"--org {org.authority} is a host of every org: say the My Domain, https://<name>.my.salesforce.com"
        raise ConfigurationError(reason)
