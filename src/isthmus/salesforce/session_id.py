"""A Salesforce session id (an opaque access token has the same form): parsed, masked, never logged.

Whether a session is live only its org can say; see `session_owners`.
"""

import re
from typing import NamedTuple, Self

from isthmus.errors import MalformedError
from isthmus.salesforce.ids import OrgId
from isthmus.secret import Secret

_OPAQUE = re.compile(r"(00D[A-Za-z0-9]{12})![A-Za-z0-9._]{20,512}", re.ASCII)
_JWT = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]+", re.ASCII)


# NOTE: a NamedTuple, for `dataclasses` costs 10 ms at the verify trigger's cold start.
class SessionId(NamedTuple):
    """A well-formed session id. `org_id` is the caller's claim until that org has answered for it."""

    org_id: OrgId
    secret: Secret

    @classmethod
    def parse(cls, unverified_text: str) -> Self:
        """Take `<15-character org id>!<20 to 512 characters>`; raise `MalformedError` else."""
        match = _OPAQUE.fullmatch(unverified_text)
        if match is None and _JWT.fullmatch(unverified_text):
            # WIRE: an app may be set to issue JWT-based access tokens; they are no session ids, and
            # neither SOAP nor UserInfo.getSessionId() knows them (Apex reference, UserInfo class).
            raise MalformedError(
                "a JWT-based access token is not a session id: the app has to issue opaque ones"
            )
        if match is None:
            raise MalformedError("not a Salesforce session id")
        return cls(org_id=OrgId.parse(match[1]), secret=Secret(unverified_text))
