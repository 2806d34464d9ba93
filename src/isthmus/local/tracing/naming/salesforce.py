"""What an org is asked for, named."""

import re

from isthmus.local.tracing.naming.cognito_pages import name_grant
from isthmus.local.tracing.reading import Reading

_PATHS = {
    "/.well-known/openid-configuration": "OpenID discovery",
    "/id/keys": "signing keys (JWKS)",
    "/services/oauth2/authorize": "authorize",
    "/services/oauth2/userinfo": "userinfo",
    "/services/oauth2/introspect": "introspect token",
    "/services/oauth2/revoke": "revoke token",
    "/services/oauth2/register": "register client",
    "/services/oauth2/singleaccess": "single access link",
    "/services/auth/idp/oidc/logout": "sign-out",
    "/secur/frontdoor.jsp": "front door",
    "/secur/logout.jsp": "sign-out",
    "/_local/callouts": "callout by a named credential",
    "/_local/limits": "set a limit",
    "/_local/connected-apps": "connected apps",
    "/services/data": "versions of the REST API",
    "/": "home page",
}
_PAGES = {
    "/login": ("login page", "log in"),
    "/services/oauth2/approve": ("consent page", "consent"),
}
_DATA = re.compile(r"/services/data/v[0-9.]+(?:/(.*))?")
_SOAP = re.compile(r"/services/Soap/([ucms])/[^/]+(?:/.*)?")
_SOAP_CALL = re.compile(r"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w{1,60})")
_APIS = {"u": "Partner API", "c": "Enterprise API", "m": "Metadata API", "s": "Apex API"}
_FROM = re.compile(r"\bFROM\s+(\w{1,60})", re.IGNORECASE)
_IDENTITY = re.compile(r"/id/\w+/\w+")


def name_salesforce(reading: Reading) -> str:  # noqa: PLR0911  a list of rules, one a line
    """Name it; what is not known is its method and path."""
    path, method = reading.path, reading.exchange.method
    if path == "/services/oauth2/token":
        return f"{name_grant(reading)} token"
    if path in _PAGES:
        return _PAGES[path][method == "POST"]
    if path in _PATHS:
        return _PATHS[path]
    if _IDENTITY.fullmatch(path):
        return "identity URL"
    if found := _DATA.fullmatch(path):
        return _name_data(reading, resource=found[1] or "")
    if found := _SOAP.fullmatch(path):
        called = _SOAP_CALL.search(reading.request_text)
        return f"{_APIS[found[1]]} {called[1] if called else 'call'}"
    if path == "/setup" or path.startswith("/setup/"):
        return f"setup page {path.removeprefix('/setup').strip('/')}".rstrip()
    return f"{method} {path}"


def _name_data(reading: Reading, *, resource: str) -> str:
    method = reading.exchange.method
    if not resource:
        return "resources of the REST API"
    if resource == "chatter/users/me":
        return "Chatter users/me"
    if resource.rpartition("/")[2] in {"query", "queryAll"}:
        asked = _FROM.search(reading.query.get("q", ""))
        return f"SOQL query {asked[1]}" if asked else "SOQL query"
    if resource == "tooling/executeAnonymous":
        return "run anonymous Apex"
    if resource.startswith("named-credentials/credential"):
        return f"{method} credential of a named credential"
    return f"{method} {resource}"
