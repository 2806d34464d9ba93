"""Ask the org a session names, if we trust it, who the session's owner is."""

from isthmus.salesforce.lookups import Lookup
from isthmus.salesforce.orgs import Orgs
from isthmus.salesforce.session_call import get_as_session
from isthmus.salesforce.session_id import SessionId
from isthmus.salesforce.session_owner import SessionOwner


class SessionOwners:
    """Find the owners of sessions of trusted orgs."""

    __slots__ = ("_lookup", "_orgs")

    def __init__(self, *, orgs: Orgs, lookup: Lookup) -> None:
        self._orgs = orgs
        self._lookup = lookup

    def get_owner(self, session_id: SessionId) -> SessionOwner:
        """Give the active owner of a live session.

        Raises `DeniedError` if the org is not trusted, refuses the session, or names an inactive owner, and
        `UnavailableError` if it gives no usable answer in 1.5 s.
        """
        # SECURITY: the prefix of a session id is only a claim, but the origin of a pinned org does not
        # accept another org's session, so a false claim ends in a refusal by the org that was asked.
        origin = self._orgs.get_origin(session_id.org_id)
        answer = get_as_session(origin, self._lookup.path, session_id=session_id)
        return self._lookup.read(answer, session_id.org_id)
