"""What an app may ask at /oauth2/authorize and /login: a list of rules, in order.

Page: developerguide/authorization-endpoint. Until client and callback are known to belong together a person
sees a page (PageError); after that the app is told (RedirectError).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlencode

from isthmus.local.cognito.client_settings import STANDARD_SCOPES
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.external.providers import LOCAL_USERS, IdentityProviders
from isthmus.local.cognito.hosted.errors import PageError, RedirectError
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.resource_servers import ResourceServers

CODE, TOKEN = "code", "token"
_FLOWS = {CODE: "code", TOKEN: "implicit"}
_PROMPTS = frozenset({"none", "login", "select_account", "consent"})
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
# AWS has these parameters, the local stack does not; none of them may be overlooked.
_UNSUPPORTED = ("resource", "acr_values", "request", "request_uri")
_SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request that passed every rule.

    `provider` is who is to sign the user in: COGNITO, an identity provider's name, or None for a choice.
    """

    pool: Pool = field(repr=False)
    client: AppClient = field(repr=False)
    redirect_uri: str
    response_type: str
    scopes: tuple[str, ...]
    state: str | None
    nonce: str | None
    code_challenge: str | None
    prompt: frozenset[str]
    max_age: int | None
    login_hint: str | None
    provider: str | None

    @property
    def external_provider(self) -> str | None:
        """The identity provider to go to, if that is decided."""
        return None if self.provider == LOCAL_USERS else self.provider

    @property
    def has_local_users(self) -> bool:
        """Whether users of the pool itself may sign in to this client."""
        return LOCAL_USERS in self.client.settings.get("SupportedIdentityProviders", ())

    def takes(self, provider: str) -> bool:
        """Whether who was signed in by `provider` may go on to this client, and is who was asked for."""
        is_assigned = provider in self.client.settings.get("SupportedIdentityProviders", ())
        return is_assigned and self.provider in (None, provider)

    def location(self, answer: Mapping[str, str]) -> str:
        """Give the callback with the answer: in its query, or its fragment for tokens (RFC 6749, 4.2.2)."""
        return _location(self.redirect_uri, answer, is_fragment=self.response_type == TOKEN)

    def refuse(self, error: str, *, description: str | None = None, reason: str) -> NoReturn:
        """Send the browser back with an error."""
        answer = _error_answer(error, description=description, state=self.state)
        raise RedirectError(error, location=self.location(answer), reason=reason)


class AuthorizationRules:
    """Apply the rules."""

    def __init__(
        self,
        *,
        pools: Pools,
        clients: AppClients,
        domains: Domains,
        servers: ResourceServers,
        providers: IdentityProviders,
    ) -> None:
        self._pools = pools
        self._clients = clients
        self._domains = domains
        self._servers = servers
        self._providers = providers

    def verify(self, unverified: Form, *, host: str) -> AuthorizationRequest:
        """Give the request; raise PageError or RedirectError at the first rule that says no."""
        # (1) Do client, domain and callback belong together? Until here nobody is redirected.
        client = self.verify_client(unverified.find("client_id"), host=host)
        redirect_uri = _verify_redirect_uri(unverified.find("redirect_uri"), client=client)
        _check_has_providers(client)

        # (2) Is the request well-formed, and may the client ask this?
        answer = _Answer(
            redirect_uri=redirect_uri,
            state=unverified.find("state"),
            is_fragment=unverified.find("response_type") == TOKEN,
        )
        response_type = _verify_response_type(unverified, client=client, answer=answer)
        _check_supported(unverified, answer)
        scopes = self._verify_scopes(unverified, client=client, answer=answer)
        return AuthorizationRequest(
            pool=self._pools.get(client.pool_id),
            client=client,
            redirect_uri=redirect_uri,
            response_type=response_type,
            scopes=scopes,
            state=unverified.find("state"),
            nonce=unverified.find("nonce"),
            code_challenge=_verify_challenge(unverified, answer),
            prompt=_verify_prompt(unverified, answer),
            max_age=_verify_max_age(unverified, answer),
            login_hint=unverified.find("login_hint"),
            provider=self._verify_provider(unverified, client=client, answer=answer),
        )

    def verify_client(self, unverified_id: str | None, *, host: str) -> AppClient:
        """Give a client that may use the pages of this domain, or raise PageError."""
        if unverified_id is None:
            raise PageError("invalid_request", "Required String parameter 'client_id' is not present")
        client = self._clients.find(unverified_id)
        if client is None or not self._domains.of_pool(client.pool_id):
            raise PageError(
                "invalid_client", "No user pool with a domain has this app client (see CreateUserPoolDomain)."
            )
        if not self._domains.is_door_of(client.pool_id, host=host):
            raise PageError("invalid_client", "The app client is of another domain's user pool.")
        if not client.is_oauth_client:
            raise PageError(
                "unauthorized_client", "AllowedOAuthFlowsUserPoolClient is off for this app client."
            )
        return client

    def _verify_provider(self, unverified: Form, *, client: AppClient, answer: "_Answer") -> str | None:
        """Give the provider asked for, or the only one there is to choose."""
        name, identifier = unverified.find("identity_provider"), unverified.find("idp_identifier")
        if name is not None and identifier is not None:
            answer.refuse("invalid_request", reason="identity_provider and idp_identifier exclude each other")
        if identifier is not None:
            found = self._providers.find_by_identifier(client.pool_id, identifier)
            name = "" if found is None else found.name
        assigned = client.settings.get("SupportedIdentityProviders", ())
        if name is None:
            return assigned[0] if len(assigned) == 1 else None
        is_known = name == LOCAL_USERS or self._providers.find(client.pool_id, name) is not None
        if name not in assigned or not is_known:
            answer.refuse(
                "invalid_request",
                description="The identity provider does not exist for the app client",
                reason="the identity provider is unknown, or not assigned to the client",
            )
        return name

    def _verify_scopes(self, unverified: Form, *, client: AppClient, answer: "_Answer") -> tuple[str, ...]:
        """AWS: all scopes of the client unless some are asked for; one that it may not have refuses all."""
        allowed = [
            scope
            for scope in client.settings.get("AllowedOAuthScopes", ())
            if scope in STANDARD_SCOPES or self._servers.has_scope(client.pool_id, scope)
        ]
        asked = tuple(dict.fromkeys((unverified.find("scope") or "").split())) or tuple(allowed)
        needs_openid = bool({"email", "phone", "profile"} & set(asked))
        if not asked or not set(asked) <= set(allowed) or (needs_openid and "openid" not in asked):
            # WIRE: AWS's page says error=invalid_scope; recorded redirects say this (aws-samples/
            # cloudfront-authorization-at-edge#82).
            answer.refuse("invalid_request", description="invalid_scope", reason="a scope is not allowed")
        return asked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """Where a refused request goes back to, once the callback is known to be the client's."""

    redirect_uri: str
    state: str | None
    is_fragment: bool

    def refuse(self, error: str, *, description: str | None = None, reason: str) -> NoReturn:
        answer = _error_answer(error, description=description, state=self.state)
        location = _location(self.redirect_uri, answer, is_fragment=self.is_fragment)
        raise RedirectError(error, location=location, reason=reason)


def _verify_redirect_uri(unverified_uri: str | None, *, client: AppClient) -> str:
    if unverified_uri is None:
        raise PageError("invalid_request", "Required String parameter 'redirect_uri' is not present")
    # SECURITY: the whole address, character by character: no prefix, no host only, no normalising.
    if unverified_uri not in client.settings.get("CallbackURLs", ()):
        raise PageError("redirect_mismatch", "The redirect_uri is none of the app client's CallbackURLs.")
    return unverified_uri


def _check_has_providers(client: AppClient) -> None:
    """Refuse a client that no provider is assigned to; AWS's page says invalid_request then."""
    if not client.settings.get("SupportedIdentityProviders"):
        raise PageError("invalid_request", "SupportedIdentityProviders of the app client is empty.")


def _verify_response_type(unverified: Form, *, client: AppClient, answer: _Answer) -> str:
    response_type = unverified.find("response_type")
    if response_type not in _FLOWS:
        answer.refuse("invalid_request", reason="response_type is neither code nor token")
    if _FLOWS[response_type] not in client.oauth_flows:
        answer.refuse("unauthorized_client", reason=f"AllowedOAuthFlows lacks {_FLOWS[response_type]}")
    return response_type


def _check_supported(unverified: Form, answer: _Answer) -> None:
    for name in _UNSUPPORTED:
        if unverified.find(name) is not None:
            description = f"{name} is not supported by the local stack"
            answer.refuse("invalid_request", description=description, reason=description)


def _verify_challenge(unverified: Form, answer: _Answer) -> str | None:
    """RFC 7636, of which AWS has S256 only."""
    challenge, method = unverified.find("code_challenge"), unverified.find("code_challenge_method")
    if challenge is None and method is None:
        return None
    if method != "S256" or challenge is None or _CHALLENGE.fullmatch(challenge) is None:
        answer.refuse("invalid_request", reason="PKCE needs a code_challenge and the method S256")
    return challenge


def _verify_prompt(unverified: Form, answer: _Answer) -> frozenset[str]:
    prompt = frozenset((unverified.find("prompt") or "").split())
    if not prompt <= _PROMPTS or ("none" in prompt and len(prompt) > 1):
        answer.refuse("invalid_request", reason="prompt has an unknown value, or none and another")
    return prompt


def _verify_max_age(unverified: Form, answer: _Answer) -> int | None:
    """OpenID Connect Core 3.1.2.1: how many seconds ago the user may have signed in."""
    max_age = unverified.find("max_age")
    if max_age is None:
        return None
    if _SECONDS.fullmatch(max_age) is None:
        answer.refuse("invalid_request", reason="max_age is no number of seconds")
    return int(max_age)


def _error_answer(error: str, *, description: str | None, state: str | None) -> dict[str, str]:
    """WIRE: AWS writes the description first and the error last."""
    fields = {"error_description": description, "state": state, "error": error}
    return {name: value for name, value in fields.items() if value is not None}


def _location(redirect_uri: str, answer: Mapping[str, str], *, is_fragment: bool) -> str:
    if is_fragment:
        return f"{redirect_uri}#{urlencode(answer)}"
    return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}"
