"""The OAuth endpoints, pages and documents of user pools, named."""

import re

from isthmus.local.tracing.reading import Reading

_WORD = re.compile(r"[a-z_]{1,40}")
_DOCUMENT = re.compile(r"/[\w-]+_[0-9A-Za-z]+/\.well-known/(.*)")
_PAGES = {
    "/oauth2/authorize": "authorize",
    "/oauth2/userInfo": "userInfo",
    "/oauth2/revoke": "revoke token",
    "/oauth2/idpresponse": "return from the identity provider",
    "/saml2/idpresponse": "return from the SAML provider",
    "/login": "sign-in page",
    "/logout": "sign-out",
    "/signup": "sign-up page",
    "/confirm": "confirmation page",
    "/confirmUser": "confirmation link",
    "/resendcode": "send the code again",
    "/forgotPassword": "forgotten-password page",
    "/confirmforgotPassword": "new-password page",
    "/error": "error page",
    "/passkeys/add": "passkey page",
    "/_isthmus/outbox": "outbox",
    "/_isthmus/export": "export of the stack",
    "/_isthmus/health": "health",
}
_SENT = {
    "/login": "sign-in",
    "/signup": "sign-up",
    "/confirm": "confirm the user",
    "/forgotPassword": "forgotten password",
    "/confirmforgotPassword": "set a new password",
}


def name_page(reading: Reading) -> str | None:
    """Name it, or give None for a path that is none of theirs."""
    path = reading.path
    if path == "/oauth2/token":
        return f"{name_grant(reading)} token"
    if found := _DOCUMENT.fullmatch(path):
        return "OpenID discovery" if found[1] == "openid-configuration" else "signing keys (JWKS)"
    if path.endswith("/rotate-keys"):
        return "rotate signing keys"
    if reading.exchange.method == "POST" and path in _SENT:
        return _SENT[path]
    return _PAGES.get(path) or (
        "page of the user pool" if path.startswith(("/oauth2", "/login", "/signup")) else None
    )


def name_grant(reading: Reading) -> str:
    """Name the grant that a token endpoint is asked for."""
    grant = (reading.form.get("grant_type") or reading.query.get("grant_type", "")).rpartition(":")[2]
    plain = grant.replace("-", "_").lower()
    return plain if _WORD.fullmatch(plain) else "token endpoint:"
