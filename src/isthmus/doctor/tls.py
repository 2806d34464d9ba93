"""Whether AWS could verify a host's certificate by itself, as far as this machine can tell."""

import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from isthmus.errors import UnavailableError
from isthmus.origin import Origin

_TIMEOUT_SECONDS = 5.0
_HTTPS = 443


def find_tls_fault(origin: Origin, *, trusted: Path | None) -> str | None:
    """Give why AWS could not, or None. `trusted` is what it trusts; None for the CAs of this machine.

    Raises `UnavailableError` if the host can't be reached.
    """
    url = urlsplit(str(origin))
    context = ssl.create_default_context(cafile=trusted)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    host = url.hostname or ""
    try:
        with (
            socket.create_connection((host, url.port or _HTTPS), timeout=_TIMEOUT_SECONDS) as connection,
            context.wrap_socket(connection, server_hostname=host),
        ):
            return None
    except ssl.SSLCertVerificationError as error:
        return f"its certificate: {error.verify_message}"
    except OSError as error:
        if isinstance(error, ssl.SSLError) and "PROTOCOL_VERSION" in str(error.reason):
            return f"no TLS 1.2: {error.reason}"
        raise UnavailableError(f"{origin} can't be reached: {type(error).__name__}") from error
