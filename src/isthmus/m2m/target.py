"""Where a token may be sent: to one API, by its whole origin, and nowhere a redirect or a mistake leads."""

from urllib.parse import urlsplit

from isthmus.errors import ConfigurationError
from isthmus.flows.m2m.token_source import TokenSource
from isthmus.origin import Origin
from isthmus.secret import Secret

_DEFAULT_PORTS = {"https": 443, "http": 80}


class Target:
    """The tokens of a source for the API at an origin."""

    def __init__(self, source: TokenSource, *, api: str | Origin) -> None:
        self.source = source
        self._api = api if isinstance(api, Origin) else Origin.parse(api)

    def check(self, url: str) -> None:
        """Check that a request goes to the API; raise `ConfigurationError` else.

        SECURITY: without this, a URL from anywhere would carry the token there.
        """
        if _origin_of(url) != _origin_of(str(self._api)):
            raise ConfigurationError(f"the token is for {self._api}, and is sent nowhere else")


def make_header(token: Secret) -> str:
    """Give the value of the Authorization header (RFC 6750 section 2.1)."""
    return f"Bearer {token.reveal()}"


def _origin_of(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
