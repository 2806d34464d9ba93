"""Connected apps: what External Client Apps replaced. One file says what theirs say in five.

WIRE: Metadata API Developer Guide, ConnectedApp. Orgs of today let nobody create one; those that were made
before keep working. The local org takes such a file by import, and reads it as the same app.
"""

import re
from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from defusedxml.ElementTree import fromstring

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.certificates import check_rsa_certificate
from isthmus.local.salesforce.metadata.documents import NAMESPACE, Shape, Values, parse_document
from isthmus.local.salesforce.metadata.external_client_app import (
    SCOPES,
    AppGlobalOauthSettings,
    AppHeader,
    AppOauthPolicies,
    AppOauthSettings,
    AppPolicies,
    ExternalClientApp,
    PermittedUsers,
    RefreshPolicy,
)
from isthmus.local.salesforce.metadata.shapes import CONNECTED_APP
from isthmus.local.salesforce.metadata.urls import parse_callback
from isthmus.local.salesforce.metadata.wsdl import shape_of

_POLICY = re.compile(r"(specific_lifetime|specific_inactivity):([1-9][0-9]{0,4}):(hours|days|months)")
_POLICIES = {
    "infinite": RefreshPolicy.INFINITE,
    "zero": RefreshPolicy.ZERO,
    "specific_lifetime": RefreshPolicy.LIFETIME,
    "specific_inactivity": RefreshPolicy.INACTIVITY,
}
_UNIT_SECONDS = {"hours": 3600, "days": 86400, "months": 30 * 86400}
_MINUTES = range(1, 721)
_DEFAULT_MINUTES = 2
_MAX_DEPTH = 4


def parse_connected_app(full_name: str, content: bytes) -> ExternalClientApp:
    """Read a ConnectedApp document; raise MalformedError for what is wrong or not supported.

    NOTE: without `isPkceRequired` PKCE is required. Salesforce's default is not documented.
    """
    values = parse_document(content, shape=_shape())
    if "oauthConfig" not in values.by_name:
        raise MalformedError("Required fields are missing: [oauthConfig]")
    config, session = values.group("oauthConfig"), values.group("sessionPolicy")
    minutes = session.number("sessionTimeout", default=0)
    policies = AppOauthPolicies(
        app=full_name,
        permitted_users=(
            PermittedUsers.ADMIN_APPROVED
            if config.flag("isAdminApproved", default=False)
            else PermittedUsers.SELF_AUTHORIZED
        ),
        permission_sets=tuple(values.texts("permissionSetName")),
        profiles=tuple(values.texts("profileName")),
        session_seconds=minutes * 60 if minutes > 0 else None,
        allows_client_credentials=config.flag("isClientCredentialEnabled", default=False),
        client_credentials_username=config.find_text("oauthClientCredentialUser"),
    )
    return ExternalClientApp(
        name=full_name,
        header=AppHeader(label=values.text("label"), contact_email=values.find_text("contactEmail")),
        oauth=AppOauthSettings(app=full_name, scopes=_scopes(config)),
        settings=_settings(full_name, config),
        oauth_policies=_with_refresh_policy(policies, values.group("oauthPolicy")),
        policies=AppPolicies(app=full_name),
        is_connected_app=True,
    )


def refuse_connected_app(_full_name: str, _values: Values) -> object:
    """Refuse to make one by a deployment, as orgs do since Spring '26 (help 005228017)."""
    raise MalformedError(
        "You can't create a connected app. To enable connected app creation, "
        "contact Salesforce Customer Support."
    )


def to_document(unverified: object) -> bytes:
    """Write JSON in the shape of the metadata as XML; raise MalformedError for what no XML stands for."""
    root = Element(f"{{{NAMESPACE}}}ConnectedApp")
    _write(root, unverified, depth=0)
    return tostring(root, encoding="unicode").encode()


def without_secret(content: bytes) -> str:
    """Give the document without its consumer secret, which is kept locked."""
    register_namespace("", NAMESPACE)
    root = fromstring(content.decode("utf-8-sig"), forbid_dtd=True)
    for config in root.iter(f"{{{NAMESPACE}}}oauthConfig"):
        for secret in config.findall(f"{{{NAMESPACE}}}consumerSecret"):
            config.remove(secret)
    return tostring(root, encoding="unicode")


def _settings(full_name: str, config: Values) -> AppGlobalOauthSettings:
    id_token = config.group("idTokenConfig")
    minutes = id_token.number("idTokenValidity", default=_DEFAULT_MINUTES)
    if minutes not in _MINUTES:
        raise MalformedError(f"idTokenValidity must be between 1 and 720, not {minutes}")
    callbacks = (config.find_text("callbackUrl") or "").split()
    return AppGlobalOauthSettings(
        app=full_name,
        callback_urls=tuple(parse_callback(url) for url in callbacks),
        consumer_key=config.find_text("consumerKey"),
        consumer_secret=config.find_text("consumerSecret"),
        requires_pkce=config.flag("isPkceRequired", default=True),
        is_secret_optional=config.flag("isConsumerSecretOptional", default=False),
        is_secret_required_for_refresh=config.flag("isSecretRequiredForRefreshToken", default=True),
        can_introspect_all=config.flag("isIntrospectAllTokens", default=False),
        id_token_seconds=minutes * 60,
        id_token_audiences=tuple((id_token.find_text("idTokenAudience") or "").replace(",", " ").split()),
        has_standard_claims=id_token.flag("idTokenIncludeStandardClaims", default=False),
        certificate=check_rsa_certificate(pem) if (pem := config.find_text("certificate")) else None,
        allows_client_credentials=config.flag("isClientCredentialEnabled", default=False),
        issues_jwt=config.flag("isNamedUserJwtEnabled", default=False),
        rotates_refresh_tokens=config.flag("isRefreshTokenRotationEnabled", default=False),
    )


def _scopes(config: Values) -> tuple[str, ...]:
    words = config.texts("scopes")
    if unknown := [word for word in words if word not in SCOPES]:
        raise MalformedError(f"the OAuth scope '{unknown[0]}' is not supported by the local org")
    return tuple(dict.fromkeys(SCOPES[word] for word in words))


def _with_refresh_policy(policies: AppOauthPolicies, given: Values) -> AppOauthPolicies:
    text = (given.find_text("refreshTokenPolicy") or "infinite").lower()
    if text in {"infinite", "zero"}:
        return replace(policies, refresh_policy=_POLICIES[text])
    match = _POLICY.fullmatch(text)
    if match is None:
        raise MalformedError(
            "refreshTokenPolicy must be infinite, zero, specific_lifetime:NUMBER:UNIT or "
            "specific_inactivity:NUMBER:UNIT, where UNIT is HOURS, DAYS or MONTHS"
        )
    seconds = int(match[2]) * _UNIT_SECONDS[match[3]]
    return replace(policies, refresh_policy=_POLICIES[match[1]], refresh_token_seconds=seconds)


def _write(element: Element, value: object, *, depth: int) -> None:
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        for name, child in value.items():
            for item in child if isinstance(child, list) else [child]:
                if not re.fullmatch(r"[A-Za-z]{1,64}", name):
                    raise MalformedError("a name in the document is no element's")
                _write(SubElement(element, f"{{{NAMESPACE}}}{name}"), item, depth=depth + 1)
    elif isinstance(value, bool) and depth:
        element.text = str(value).lower()
    elif isinstance(value, str | int) and depth:
        element.text = str(value)
    else:
        raise MalformedError("the document holds what no element does")


def _shape() -> Shape:
    return shape_of("ConnectedApp", acts=CONNECTED_APP)
