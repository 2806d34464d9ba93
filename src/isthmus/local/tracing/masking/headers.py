"""Headers, masked: names stay, and of credentials their scheme."""

import base64
import binascii
import re
from urllib.parse import unquote_plus

from isthmus.local.tracing.exchange import Headers
from isthmus.local.tracing.masking.masker import Masker

_ADDRESSES = frozenset({"location", "referer", "content-location"})
_CREDENTIALS = frozenset({"authorization", "proxy-authorization"})
_COOKIE_ATTRIBUTES = frozenset(
    {"path", "domain", "max-age", "expires", "secure", "httponly", "samesite", "partitioned"}
)
# AWS SigV4: who signs and what is signed are no secrets, the signature is.
_SIGV4 = re.compile(
    r"(Credential=[A-Za-z0-9]{3,128}/[0-9]{8}/[a-z0-9-]+/[a-z0-9-]+/aws4_request, ?"
    r"SignedHeaders=[a-z0-9;-]+, ?Signature=)([0-9a-f]+)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,30}")
SIGV4 = "aws4-hmac-sha256"


def mask_headers(headers: Headers, *, masker: Masker) -> tuple[tuple[str, str], ...]:
    """Mask all values; names are shown as they came."""
    read = [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in headers]
    return tuple((masker.text(name), _value(name.lower(), value, masker)) for name, value in read)


def _value(name: str, value: str, masker: Masker) -> str:
    if name in _CREDENTIALS:
        return _credentials(value, masker)
    if name == "cookie":
        return "; ".join(_cookie(part, masker) for part in value.split(";"))
    if name == "set-cookie":
        return _set_cookie(value, masker)
    if name in _ADDRESSES:
        return masker.url(value)
    return masker.value(value, name=name)


def _credentials(value: str, masker: Masker) -> str:
    scheme, _, credentials = value.partition(" ")
    if not credentials or not _SCHEME.fullmatch(scheme):
        return masker.secret(value)
    signed = _SIGV4.fullmatch(credentials)
    if scheme.lower() == SIGV4 and signed:
        return f"{scheme} {signed[1]}{masker.secret(signed[2])}"
    if scheme.lower() == "basic":
        _remember_password(credentials, masker)
    return f"{scheme} {masker.secret(credentials.strip())}"


def _remember_password(credentials: str, masker: Masker) -> None:
    """An echo of the password alone is to be masked, too."""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return
    password = decoded.partition(":")[2]
    masker.secret(password)
    masker.secret(unquote_plus(password))  # RFC 6749 section 2.3.1 has it encoded like a form's field


def _cookie(part: str, masker: Masker) -> str:
    name, equals, value = part.strip().partition("=")
    if not equals:
        return masker.secret(name)
    return f"{masker.text(name, is_identifier=True)}={masker.secret(value)}"


def _set_cookie(value: str, masker: Masker) -> str:
    cookie, *attributes = value.split(";")
    known = [
        part.strip() for part in attributes if part.strip().partition("=")[0].lower() in _COOKIE_ATTRIBUTES
    ]
    return "; ".join([_cookie(cookie, masker), *(masker.text(part, is_identifier=True) for part in known)])
