"""Salesforce record ids: 15 case-sensitive characters, and 18 with a checksum of which are capitals."""

import re
import secrets
import string

from isthmus.errors import MalformedError

ORGANIZATION = "00D"
USER = "005"
PROFILE = "00e"
PERMISSION_SET = "0PS"
PERMISSION_SET_ASSIGNMENT = "0Pa"
APEX_CLASS = "01p"
APEX_LOG = "07L"
DEBUG_LEVEL = "7dl"
TRACE_FLAG = "7tf"
QUERY_CURSOR = "01g"
SESSION = "0Ak"
SETUP_ENTITY_ACCESS = "0J0"
# NOTE: no page of Salesforce's names these two prefixes; no client may rely on them.
EXTERNAL_CREDENTIAL = "0pt"
EXTERNAL_CREDENTIAL_PARAMETER = "0pu"

_ALPHABET = string.ascii_uppercase + "012345"
_RANDOM = string.digits + string.ascii_letters
_SHORT, _LONG, _GROUP = 15, 18, 5
_FORM = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?")


def new_id(prefix: str) -> str:
    """Make a random 18-character id that begins with an object's three-character prefix."""
    tail = "".join(secrets.choice(_RANDOM) for _ in range(_SHORT - len(prefix)))
    return with_checksum(prefix + tail)


def with_checksum(short: str) -> str:
    """Turn 15 characters into 18: three letters say which characters are capitals, five bits each."""
    groups = (short[start : start + _GROUP] for start in range(0, _SHORT, _GROUP))
    return short + "".join(
        _ALPHABET[sum(1 << position for position, letter in enumerate(group) if letter.isupper())]
        for group in groups
    )


def parse_id(unverified_id: str) -> str:
    """Give the 18-character form of a 15- or 18-character id; raise MalformedError for anything else."""
    if not _FORM.fullmatch(unverified_id):
        raise MalformedError("not a Salesforce id")
    long = with_checksum(unverified_id[:_SHORT])
    if len(unverified_id) == _LONG and unverified_id != long:
        raise MalformedError("the id's last three characters do not match the rest")
    return long
