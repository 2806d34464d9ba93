"""A token source from what one has at hand: a domain and a client, or a region and a client."""

from collections.abc import Callable, Collection
from typing import Protocol

from isthmus.aws.endpoints import endpoint_of
from isthmus.aws.json_call import USER_POOLS, JsonService
from isthmus.clock import SystemClock
from isthmus.cognito.token_requests import ClientAuthentication, ClientTokenApi, TokenEndpoint
from isthmus.errors import ConfigurationError
from isthmus.flows.m2m.shared_issuer import SharedIssuer, SharedTokens
from isthmus.flows.m2m.token_source import TokenEvent, TokenIssuer, TokenSource
from isthmus.origin import Origin
from isthmus.secret import Secret

ClientSecret = Secret | Callable[[], Secret]
"""A secret, or what gives it: that is called for every token that is asked for, and knows of a rotation."""


class _NamedIssuer(TokenIssuer, Protocol):
    @property
    def identity(self) -> tuple[str, ...]: ...


def token_source(
    domain: str | Origin,
    *,
    client_id: str,
    client_secret: ClientSecret,
    scopes: Collection[str] | None,
    authentication: ClientAuthentication = ClientAuthentication.BASIC,
    margin_seconds: float | None = None,
    shared: SharedTokens | None = None,
    observe: Callable[[TokenEvent], None] | None = None,
) -> TokenSource:
    """Ask the token endpoint of a user pool's domain, `https://<prefix>.auth.<region>.amazoncognito.com`.

    Make one and share it: it keeps its token. Only a written None asks for all scopes of the client. An
    `Origin` made by `parse_insecure_http` is for a local stack. Raises `MalformedError` if `domain` is no
    https origin, and `ConfigurationError` if the secret is a bare text, which would show in logs.
    """
    issuer = TokenEndpoint(
        origin=domain if isinstance(domain, Origin) else Origin.parse(domain),
        client_id=client_id,
        scopes=scopes,
        authentication=authentication,
        clock=SystemClock(),
    )
    return _build(issuer, client_secret, margin_seconds=margin_seconds, shared=shared, observe=observe)


def token_source_without_domain(
    region: str,
    *,
    client_id: str,
    client_secret: ClientSecret,
    scopes: Collection[str] | None,
    endpoint: Origin | None = None,
    margin_seconds: float | None = None,
    shared: SharedTokens | None = None,
    observe: Callable[[TokenEvent], None] | None = None,
) -> TokenSource:
    """Ask by the API's `GetClientToken`, for a client whose one flow is ALLOW_CLIENT_TOKEN_AUTH.

    `endpoint` is AWS's own for the region, unless written.
    """
    origin = endpoint or Origin.parse(endpoint_of("cognito-idp", region=region))
    issuer = ClientTokenApi(
        api=JsonService(origin=origin, protocol=USER_POOLS, signer=None),
        region=region,
        client_id=client_id,
        scopes=scopes,
        clock=SystemClock(),
    )
    return _build(issuer, client_secret, margin_seconds=margin_seconds, shared=shared, observe=observe)


def _build(
    issuer: _NamedIssuer,
    client_secret: ClientSecret,
    *,
    margin_seconds: float | None,
    shared: SharedTokens | None,
    observe: Callable[[TokenEvent], None] | None,
) -> TokenSource:
    if not isinstance(client_secret, Secret) and not callable(client_secret):
        raise ConfigurationError("client_secret is a Secret, or a function that gives one: Secret(text)")
    clock = SystemClock()
    return TokenSource(
        issuer=issuer
        if shared is None
        else SharedIssuer(
            issuer, identity=issuer.identity, shared=shared, clock=clock, margin_seconds=margin_seconds
        ),
        client_secret=(lambda: client_secret) if isinstance(client_secret, Secret) else client_secret,
        clock=clock,
        margin_seconds=margin_seconds,
        observe=observe,
    )
