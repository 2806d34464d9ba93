"""A token source from the environment, for scripts: what `isthmus m2m token` uses."""

from collections.abc import Callable
from dataclasses import dataclass

from isthmus import settings
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

    Raises `ConfigurationError` or `MalformedError` saying what to set.
    """
    domain = overrides.domain or environment.get(settings.M2M_DOMAIN, pattern=_ANYTHING)
    secret = environment.find(settings.M2M_CLIENT_SECRET)
    scopes = overrides.scopes or tuple((environment.find(settings.M2M_SCOPES) or "").split())
    return token_source(
        Origin.parse_insecure_http(domain) if overrides.is_insecure_http else domain,
        client_id=overrides.client_id or environment.get(settings.M2M_CLIENT_ID, pattern=_CLIENT_ID),
        client_secret=ask_secret() if secret is None else Secret(secret),
        scopes=scopes or None,
    )
