"""A token source from the environment, for scripts: what `isthmus m2m token` uses."""

from collections.abc import Callable
from dataclasses import dataclass

from isthmus import settings
from isthmus.errors import ConfigurationError, MalformedError
from isthmus.flows.m2m.token_source import TokenSource
from isthmus.m2m.sourcing import token_source
from isthmus.origin import Origin
from isthmus.secret import Secret
from isthmus.settings import Environment

_ANYTHING = r"(?s:.+)"
_CLIENT_ID = r"[\w+]{1,128}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What is said beside the environment, and goes before it. An empty tuple of scopes says nothing."""

    domain: str | None
    client_id: str | None
    scopes: tuple[str, ...]
    is_insecure_http: bool


def load_token_source(
    environment: Environment, *, overrides: Overrides, ask_secret: Callable[[], Secret]
) -> TokenSource:
    """Read where and as whom to ask; `ask_secret` is called if the environment has no secret.

    Raises `ConfigurationError` saying what to set.
    """
    domain = overrides.domain or environment.get(settings.M2M_DOMAIN, pattern=_ANYTHING)
    secret = environment.find(settings.M2M_CLIENT_SECRET)
    scopes = overrides.scopes or tuple((environment.find(settings.M2M_SCOPES) or "").split())
    return token_source(
        _parse_domain(domain, is_insecure_http=overrides.is_insecure_http),
        client_id=overrides.client_id or environment.get(settings.M2M_CLIENT_ID, pattern=_CLIENT_ID),
        client_secret=ask_secret() if secret is None else Secret(secret),
        scopes=scopes or None,
    )


def _parse_domain(text: str, *, is_insecure_http: bool) -> Origin:
    try:
        return Origin.parse_insecure_http(text) if is_insecure_http else Origin.parse(text)
    except MalformedError as error:
        is_http = text.lower().startswith("http://") and not is_insecure_http
        hint = "; plain http wants --insecure-http, for a local stack alone" if is_http else ""
        raise ConfigurationError(f"{settings.M2M_DOMAIN}, or --domain: {error}{hint}") from error
