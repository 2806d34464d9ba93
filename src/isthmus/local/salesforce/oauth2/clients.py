"""Which app asks, and how it proves it (RFC 6749, section 2.3)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

from starlette.requests import Request

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.metadata.external_client_app import ExternalClientApp, PermittedUsers
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.consumers import Consumer
from isthmus.local.salesforce.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An External Client App with its consumer key and secret."""

    app: ExternalClientApp
    consumer: Consumer


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedClient(Client):
    """A client at a back-channel endpoint; a secret, if shown, was the right one."""

    has_shown_secret: bool


def find_client(parts: OrgParts, unverified_client_id: str) -> Client | None:
    """Find the app of a consumer key."""
    consumer = parts.consumers.find_by_key(unverified_client_id)
    app = parts.metadata.catalog.find_app(consumer.app) if consumer else None
    return Client(app=app, consumer=consumer) if app and consumer else None


def get_client(parts: OrgParts, unverified_client_id: str, *, status: int = 400) -> Client:
    """Give the app of a consumer key; raise OAuthError for an unknown one."""
    client = find_client(parts, unverified_client_id)
    if client is None:
        raise OAuthError("invalid_client_id", "client identifier invalid", status=status)
    return client


def check_enabled(client: Client) -> None:
    """Refuse an app that an administrator switched off."""
    if not client.app.policies.is_enabled:
        raise OAuthError("invalid_client", "this app is blocked by admin")


def verify_client(parts: OrgParts, request: Request, *, form: Mapping[str, str]) -> VerifiedClient:
    """Find the client and check the secret, if it sent one; raise OAuthError otherwise."""
    client_id, client_secret, status = _credentials(request, form=form)
    client = get_client(parts, client_id, status=status)
    if client_secret is not None and not client.consumer.secret.matches(client_secret):
        raise OAuthError("invalid_client", "invalid client credentials", status=status)
    check_enabled(client)
    return VerifiedClient(
        app=client.app, consumer=client.consumer, has_shown_secret=client_secret is not None
    )


def check_secret(client: VerifiedClient, *, is_required: bool) -> None:
    """Insist on a secret where the app's settings do."""
    if is_required and not client.has_shown_secret:
        raise OAuthError("invalid_client", "invalid client credentials")


def is_permitted(parts: OrgParts, user: User, *, client: Client) -> bool:
    """Whether the app's policy lets this user in."""
    policies = client.app.oauth_policies
    if policies.permitted_users is PermittedUsers.SELF_AUTHORIZED:
        return True
    held = {name.lower() for name in parts.permissions.permission_sets_of(user)}
    return (
        bool(held & {name.lower() for name in policies.permission_sets}) or user.profile in policies.profiles
    )


def approved_scopes(parts: OrgParts, user: User, *, client: Client) -> list[frozenset[str]]:
    """Give the scopes of each of the user's own approvals. WIRE: one lasts as long as its refresh token."""
    policies, now = client.app.oauth_policies, parts.clock.now()
    return [
        token.scopes
        for token in parts.grants.refresh_tokens_of(user.id, app=client.app.name)
        if policies.is_refresh_token_live(created_at=token.created_at, used_at=token.used_at, now=now)
    ]


def get_permitted_user(parts: OrgParts, user: User | None, *, client: Client) -> User:
    """Give the user that an app gets tokens for; raise OAuthError for one who left or may not use it."""
    if user is None or not user.is_active:
        raise OAuthError("inactive_user", "user is inactive")
    if not is_permitted(parts, user, client=client):
        raise OAuthError("invalid_app_access", "user is not admin approved to access this app")
    return user


def _credentials(request: Request, *, form: Mapping[str, str]) -> tuple[str, str | None, int]:
    header = request.headers.get("authorization")
    if header is None:
        return form.get("client_id", ""), form.get("client_secret"), 400
    if "client_secret" in form:
        raise OAuthError("invalid_request", "client credentials must be sent once")
    client_id, client_secret = _parse_basic(header)
    if form.get("client_id", client_id) != client_id:
        raise OAuthError("invalid_request", "client credentials must be sent once")
    return client_id, client_secret, 401


def _parse_basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise OAuthError("invalid_client", "invalid client credentials", status=401) from error
    client_id, colon, client_secret = text.partition(":")
    if scheme.lower() != "basic" or not colon:
        raise OAuthError("invalid_client", "invalid client credentials", status=401)
    return unquote_plus(client_id), unquote_plus(client_secret)
