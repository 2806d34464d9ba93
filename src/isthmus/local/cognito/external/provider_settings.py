"""What an identity provider can be set to: AWS's rules, and what the local stack refuses.

Pages: API_CreateIdentityProvider, developerguide/cognito-user-pools-oidc-idp and
cognito-user-pools-specifying-attribute-mapping. Measured messages: aws-amplify/amplify-cli#8266,
aws/aws-cli#3179 and #9729.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.external.providers import OIDC, OidcDetails, ProviderSettings
from isthmus.local.cognito.pools import Pool
from isthmus.local.openid import ProviderHttp, ProviderUnreachableError
from isthmus.secret import Secret

_SOCIAL = ("Facebook", "Google", "LoginWithAmazon", "SignInWithApple")
_TAKEN = ("Cognito", *_SOCIAL)
# ProviderDetails' names of the endpoints and the discovery document's.
_ENDPOINTS = {
    "authorize_url": "authorization_endpoint",
    "token_url": "token_endpoint",
    "attributes_url": "userinfo_endpoint",
    "jwks_uri": "jwks_uri",
}
_NEEDED = ("client_id", "client_secret", "authorize_scopes")
_KNOWN = frozenset(
    {*_ENDPOINTS, *_NEEDED, "oidc_issuer", "attributes_request_method", "attributes_url_add_attributes"}
)
# RFC 6749 section 3.3
_SCOPES = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*")
_PRINTABLE = re.compile(r"[\x21-\x7E]+")
USERNAME, SUBJECT = "username", "sub"


def check_name(name: str, *, provider_type: str) -> None:
    """Refuse types that are not here, and names that mean something else."""
    if provider_type in _SOCIAL and name != provider_type:
        raise invalid_parameter(f"Provider {name} cannot be of type {provider_type}.")
    if provider_type != OIDC:
        raise UnsupportedError(f"An identity provider of the type {provider_type}")
    if name.lower() in {taken.lower() for taken in _TAKEN}:
        raise invalid_parameter(f"Provider {name} cannot be of type {provider_type}.")


async def verify_details(unverified: Mapping[str, str], *, http: ProviderHttp) -> OidcDetails:
    """Give the details with the endpoints that were left out, read from the issuer's discovery document."""
    given = {name: value for name, value in unverified.items() if value}
    _check_names(given)
    method = given.get("attributes_request_method")
    if method not in ("GET", "POST"):
        raise invalid_parameter("attributes_request_method must be GET or POST.")
    if (
        _SCOPES.fullmatch(given["authorize_scopes"]) is None
        or "openid" not in given["authorize_scopes"].split()
    ):
        raise invalid_parameter("authorize_scopes must be scopes separated by spaces, and include openid.")
    issuer = given.get("oidc_issuer", "")
    _check_address("oidc_issuer", issuer)
    if issuer.endswith("/") or urlsplit(issuer).query:
        raise invalid_parameter("oidc_issuer must not end with a slash, and has no query.")
    endpoints = {name: given[name] for name in _ENDPOINTS if name in given}
    if len(endpoints) < len(_ENDPOINTS):
        endpoints = await _discover(issuer, http=http) | endpoints
    for name, address in endpoints.items():
        _check_address(name, address)
    return OidcDetails(
        issuer=issuer,
        client_id=given["client_id"],
        client_secret=Secret(given["client_secret"]),
        scopes=given["authorize_scopes"],
        authorize_url=endpoints["authorize_url"],
        token_url=endpoints["token_url"],
        attributes_url=endpoints["attributes_url"],
        attributes_method=method,
        jwks_uri=endpoints["jwks_uri"],
    )


def verify_mapping(unverified: Mapping[str, str], pool: Pool) -> dict[str, str]:
    """Give the mapping with `username`, which is always the provider's `sub`."""
    names = {attribute["Name"] for attribute in pool.schema} - {SUBJECT} | {USERNAME}
    unknown = [name for name, source in unverified.items() if name not in names or not source]
    if unknown:
        raise invalid_parameter(f"AttributeMapping contains invalid mapping: [{', '.join(unknown)}]")
    if unverified.get(USERNAME, SUBJECT) != SUBJECT:
        raise UnsupportedError("An AttributeMapping of username to another claim than sub")
    return {**unverified, USERNAME: SUBJECT}


def verify_identifiers(unverified: Sequence[str]) -> tuple[str, ...]:
    """Give the identifiers; none may be there twice."""
    if len(set(unverified)) != len(unverified):
        raise invalid_parameter("IdpIdentifiers contains the same identifier twice.")
    return tuple(unverified)


async def verify_settings(
    pool: Pool,
    *,
    details: Mapping[str, str],
    mapping: Mapping[str, str],
    identifiers: Sequence[str],
    http: ProviderHttp,
) -> ProviderSettings:
    """Give the settings of a new provider."""
    verified_mapping, verified_identifiers = verify_mapping(mapping, pool), verify_identifiers(identifiers)
    return ProviderSettings(
        details=await verify_details(details, http=http),
        mapping=verified_mapping,
        identifiers=verified_identifiers,
    )


def _check_names(given: Mapping[str, str]) -> None:
    unknown = sorted(set(given) - _KNOWN)
    if unknown:
        raise invalid_parameter(f"ProviderDetails contains unknown keys for OIDC: [{', '.join(unknown)}]")
    if any(name not in given for name in _NEEDED):
        raise invalid_parameter("client_id, client_secret and authorize_scopes are all required idp details")
    if given.get("attributes_url_add_attributes", "false") != "false":
        raise UnsupportedError("attributes_url_add_attributes")


def _check_address(name: str, address: str) -> None:
    """NOTE: AWS takes the ports 80 and 443 only; a provider of the local stack has another."""
    if not _is_https(address) or "#" in address or _PRINTABLE.fullmatch(address) is None:
        raise invalid_parameter(f"{name} must be an https URL without credentials and fragment.")


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return (
            parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
        )
    except ValueError:
        return False


async def _discover(issuer: str, *, http: ProviderHttp) -> dict[str, str]:
    try:
        document: dict[str, Any] = await http.get(f"{issuer}/.well-known/openid-configuration", bearer=None)
    except ProviderUnreachableError as error:
        raise invalid_parameter(
            f"Unable to read {issuer}/.well-known/openid-configuration: {error}. Give authorize_url,"
            " token_url, attributes_url and jwks_uri, or make it reachable."
        ) from error
    if document.get("issuer") != issuer:
        raise invalid_parameter(f"The discovery document of {issuer} is another issuer's.")
    found = {name: document.get(wire) for name, wire in _ENDPOINTS.items()}
    missing = [_ENDPOINTS[name] for name, address in found.items() if not isinstance(address, str)]
    if missing:
        raise invalid_parameter(f"The discovery document of {issuer} lacks {', '.join(missing)}.")
    return {name: str(address) for name, address in found.items()}
