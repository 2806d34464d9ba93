"""Base64url as RFC 7515 section 2 has it: no padding, no other alphabet, one text for one value."""

import binascii

from isthmus.errors import MalformedError

_TO_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")  # what the other alphabet has becomes what none has


def parse_base64url(unverified_text: bytes) -> bytes:
    """Decode; raise `MalformedError` on padding, a foreign character, or bits left over at the end."""
    standard = unverified_text.translate(_TO_STANDARD)
    try:
        decoded = binascii.a2b_base64(standard + b"==")
    except binascii.Error:
        raise MalformedError("not base64url") from None
    # SECURITY: the decoder skips what it does not know. Only the one canonical text encodes back to itself;
    # without this many texts would be one token, and what is refused by its text could come back in another.
    if binascii.b2a_base64(decoded, newline=False).rstrip(b"=") != standard:
        raise MalformedError("not base64url in its canonical form")
    return decoded
