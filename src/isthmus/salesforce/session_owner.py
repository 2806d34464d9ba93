"""Who a session belongs to, as its org told: the identity is (`org_id`, `user_id`), never the e-mail."""

import re
from typing import NamedTuple

from isthmus.salesforce.ids import OrgId, UserId

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f,;<>\"]{1,64}@[^@\s\x00-\x1f\x7f,;<>\"]{1,189}")


# NOTE: a NamedTuple, for `dataclasses` costs 10 ms at the verify trigger's cold start.
class SessionOwner(NamedTuple):
    """The owner of a live session. `email` is there only if Salesforce says it is verified."""

    org_id: OrgId
    user_id: UserId
    username: str
    email: str | None
    email_verified: bool
    active: bool


def email_if_verified(unverified_email: str | None, *, is_verified: bool) -> str | None:
    """Keep an e-mail that is verified and has one @; drop any other.

    SECURITY: an unverified e-mail belongs to whoever typed it, and a second @ fools whoever splits at one
    (oauth2-proxy GHSA-c5c4-8r6x-56w3).
    """
    if unverified_email is None or not is_verified or not _EMAIL.fullmatch(unverified_email):
        return None
    return unverified_email
