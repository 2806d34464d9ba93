"""What stands in the org, without a secret: for who runs it, such as the console."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.salesforce.metadata.external_credential import ExternalCredential, Principal
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.principals import PrincipalKey
from isthmus.local.salesforce.store.users import User

SHOWN = 100
"""How many users, sessions, and holders of a permission set are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalState:
    """A principal: whether it has a client id and secret, and which permission sets open it."""

    principal: Principal
    is_configured: bool
    permission_sets: list[str]


def describe_org(parts: OrgParts) -> Mapping[str, Any]:
    """Give the document of an org: people, sessions, apps, credentials, permission sets."""
    return {
        "org_id": parts.organization.id,
        "issuer": parts.origin,
        "users": [_user(parts, each) for each in parts.users.beginning_with("", limit=SHOWN)],
        "sessions": _sessions(parts),
        "apps": _apps(parts),
        "external_credentials": [
            _external(parts, each) for each in parts.metadata.catalog.external_credentials()
        ],
        "named_credentials": [
            {
                "name": each.name,
                "label": each.label,
                "url": each.url,
                "external_credential": each.external_credential,
                "is_enabled": each.is_enabled,
            }
            for each in parts.metadata.catalog.named_credentials()
        ],
        "permission_sets": [
            {
                "name": each.name,
                "label": each.label,
                "holders": [user.username for user in parts.users.with_permission_set(each.id, limit=SHOWN)],
            }
            for each in parts.permission_sets.all()
        ],
    }


def principal_states(parts: OrgParts, credential: ExternalCredential) -> list[PrincipalState]:
    """Give the principals of an External Credential as they stand."""
    configured = {name.lower() for name in parts.principals.names_of(credential.name)}
    return [
        PrincipalState(
            principal=principal,
            is_configured=principal.name.lower() in configured,
            permission_sets=_openers(parts, credential, principal=principal),
        )
        for principal in credential.principals
    ]


def _openers(parts: OrgParts, credential: ExternalCredential, *, principal: Principal) -> list[str]:
    key = str(PrincipalKey(external_credential=credential.name, principal=principal.name)).lower()
    opened_by = parts.principal_access.opened_by
    return [item.name for item in parts.permission_sets.all() if key in opened_by(item.id)]


def _user(parts: OrgParts, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "name": user.name,
        "email": user.email,
        "is_email_verified": user.email_verified,
        "profile": user.profile,
        "is_active": user.is_active,
        "permission_sets": list(parts.permission_sets.assigned_to(user.id)),
    }


def _sessions(parts: OrgParts) -> list[dict[str, Any]]:
    return [
        {
            "id": session.id,
            "username": parts.users.get(session.user_id).username,
            "kind": session.kind.value,
            "app": session.app,
            "created_at": session.created_at,
            "expires_at": session.expires_at,
            "locked_address": session.locked_address,
        }
        for session in parts.sessions.newest(SHOWN)
    ]


def _apps(parts: OrgParts) -> list[dict[str, Any]]:
    told = []
    for app in parts.metadata.catalog.apps():
        consumer = parts.consumers.find_by_app(app.name)
        told.append(
            {
                "name": app.name,
                "label": app.header.label,
                "consumer_key": consumer.key if consumer else None,
                "requires_pkce": app.settings.requires_pkce,
                "scopes": list(app.oauth.scopes),
                "callback_urls": list(app.settings.callback_urls),
                "is_connected_app": app.is_connected_app,
            }
        )
    return told


def _external(parts: OrgParts, credential: ExternalCredential) -> dict[str, Any]:
    return {
        "name": credential.name,
        "label": credential.label,
        "variant": credential.variant.value,
        "token_url": credential.token_url,
        "principals": [
            {
                "name": state.principal.name,
                "scope": state.principal.scope,
                "is_configured": state.is_configured,
                "permission_sets": state.permission_sets,
            }
            for state in principal_states(parts, credential)
        ],
    }
