"""What an app may ask at the authorization endpoint: a list of rules, in the order Salesforce applies them.

Until app and callback are known to belong together a person sees a page (PageError); after that the app is
told (RedirectError).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn
from urllib.parse import quote, urlencode

from isthmus.local.salesforce.errors import PageError, RedirectError
from isthmus.local.salesforce.oauth2.clients import Client, find_client
from isthmus.local.salesforce.parts import OrgParts

_CODE, _IMPLICIT = "code", frozenset({"token", "token id_token"})
_PROMPTS = frozenset({"login", "consent", "select_account"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request that passed every rule."""

    client_id: str
    redirect_uri: str
    response_type: str
    scope: str
    state: str | None
    nonce: str | None
    code_challenge: str | None
    prompt: str
    login_hint: str | None
    is_immediate: bool = False

    @property
    def scopes(self) -> tuple[str, ...]:
        """OAuth scopes, as asked for."""
        return tuple(self.scope.split())

    @property
    def is_implicit(self) -> bool:
        """Whether tokens are asked for in the redirect itself."""
        return bool({"token", "id_token"} & set(self.response_type.split()))

    def wants(self, *prompts: str) -> bool:
        """Whether one of these prompts is asked for."""
        return bool(set(prompts) & set(self.prompt.split()))

    def to_parameters(self) -> dict[str, str | bool | None]:
        """Give what is stored while a person decides."""
        return asdict(self)

    def location(self, answer: Mapping[str, str]) -> str:
        """Give the callback with the answer: in its query, or its fragment for tokens (RFC 6749, 4.2.2)."""
        fields = {**answer, **({"state": self.state} if self.state else {})}
        encoded = urlencode(fields, quote_via=quote)
        if self.is_implicit:
            return f"{self.redirect_uri}#{encoded}"
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{encoded}"

    def refuse(self, error: str, description: str) -> NoReturn:
        """Send the browser back with an error."""
        answer = {"error": error, "error_description": description}
        raise RedirectError(error, location=self.location(answer))

    def refuse_immediate(self) -> NoReturn:
        """Send the browser back because a person would have to be asked."""
        self.refuse("immediate_unsuccessful", "immediate unsuccessful")


def check_authorization_request(
    parts: OrgParts, unverified: Mapping[str, str]
) -> tuple[AuthorizationRequest, Client]:
    """Apply every rule; raise PageError or RedirectError at the first that says no."""
    client = find_client(parts, unverified.get("client_id", ""))
    if client is None:
        raise PageError("invalid_client_id", "client identifier invalid")
    _check_redirect_uri(unverified.get("redirect_uri"), client=client)
    request = AuthorizationRequest(
        client_id=client.consumer.key,
        redirect_uri=unverified["redirect_uri"],
        response_type=" ".join(unverified.get("response_type", "").split()),
        scope=" ".join(dict.fromkeys(unverified.get("scope", "").split() or client.app.oauth.scopes)),
        state=unverified.get("state") or None,
        nonce=unverified.get("nonce") or None,
        code_challenge=unverified.get("code_challenge") or None,
        prompt=unverified.get("prompt", ""),
        login_hint=unverified.get("login_hint") or None,
        is_immediate=unverified.get("immediate") == "true",
    )
    _check_response_type(request, parts=parts)
    _check_app(request, client=client)
    _check_scopes(request, client=client)
    _check_pkce(request, client=client, method=unverified.get("code_challenge_method", "S256"))
    _check_prompt(request)
    return request, client


def restore_authorization_request(parameters: Mapping[str, Any]) -> AuthorizationRequest:
    """Give back a request that was checked and stored."""
    return AuthorizationRequest(**dict(parameters))


def _check_redirect_uri(unverified_uri: str | None, *, client: Client) -> None:
    if not unverified_uri:
        raise PageError("redirect_uri_missing", "redirect_uri not provided")
    # SECURITY: the whole address, character by character: no prefix, no host only, no normalising.
    if unverified_uri not in client.app.settings.callback_urls:
        raise PageError("redirect_uri_mismatch", "redirect_uri must match configuration")


def _check_response_type(request: AuthorizationRequest, *, parts: OrgParts) -> None:
    is_blocked = parts.metadata.catalog.oauth_oidc.blocks_user_agent_flow
    if request.response_type == _CODE or (request.response_type in _IMPLICIT and not is_blocked):
        return
    request.refuse("unsupported_response_type", "response type is not supported")


def _check_app(request: AuthorizationRequest, *, client: Client) -> None:
    if not client.app.policies.is_enabled:
        request.refuse("OAUTH_APP_BLOCKED", "this app is blocked by admin")


def _check_scopes(request: AuthorizationRequest, *, client: Client) -> None:
    allowed = set(client.app.oauth.scopes)
    asked = {"refresh_token" if scope == "offline_access" else scope for scope in request.scopes}
    if not asked or not asked <= allowed:
        request.refuse("invalid_scope", "requested scope is invalid, unknown, or malformed")
    if request.response_type == "token id_token" and ("openid" not in asked or request.nonce is None):
        request.refuse("invalid_request", "an ID token requires the scope openid and a nonce")


def _check_pkce(request: AuthorizationRequest, *, client: Client, method: str) -> None:
    if request.is_implicit:
        return
    if request.code_challenge is None and client.app.settings.requires_pkce:
        request.refuse("invalid_request", "missing required code challenge")
    is_valid = method == "S256" and _CHALLENGE.fullmatch(request.code_challenge or "")
    if request.code_challenge is not None and not is_valid:
        request.refuse("invalid_request", "invalid code challenge")


def _check_prompt(request: AuthorizationRequest) -> None:
    if not set(request.prompt.split()) <= _PROMPTS:
        request.refuse("invalid_request", "prompt is not supported")
