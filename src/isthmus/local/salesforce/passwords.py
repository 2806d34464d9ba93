"""Password hashes: scrypt with a salt each, compared in constant time."""

import base64
import hashlib
import hmac
import os

from isthmus.secret import Secret

_COST, _BLOCK, _PARALLEL = 2**13, 8, 1
_SALT_BYTES = 16


def hash_password(password: Secret) -> str:
    """Give a salted hash that can be stored."""
    salt = os.urandom(_SALT_BYTES)
    return f"{_text(salt)}${_text(_derive(password.reveal(), salt=salt))}"


def is_password(unverified_password: str, *, stored: str | None) -> bool:
    """Tell whether a password belongs to a stored hash; takes as long when there is no hash."""
    salt, digest = (base64.b64decode(part) for part in (stored or _NOBODY).split("$"))
    return hmac.compare_digest(_derive(unverified_password, salt=salt), digest) and stored is not None


def _derive(password: str, *, salt: bytes) -> bytes:
    # NOTE: digested first, because scrypt can't tell a short password from the same with NULs at its end.
    text = hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()
    return hashlib.scrypt(text, salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


_NOBODY = f"{_text(bytes(_SALT_BYTES))}${_text(bytes(64))}"
