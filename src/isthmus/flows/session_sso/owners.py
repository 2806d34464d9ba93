"""The port through which the flow learns whose a session is."""

from typing import Protocol

from isthmus.salesforce.session_id import SessionId
from isthmus.salesforce.session_owner import SessionOwner


class SessionOwners(Protocol):
    """Know whose a session is; `isthmus.salesforce.session_owners` asks the org."""

    def get_owner(self, session_id: SessionId) -> SessionOwner:
        """Give the active owner of a live session of a trusted org, or raise `DeniedError`.

        Raises `UnavailableError` if the org gives no usable answer.
        """
        ...
