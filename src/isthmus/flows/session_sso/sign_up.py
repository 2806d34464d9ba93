"""Before a sign-in: find out whose a session is, and make sure that the pool has that user.

It opens nothing. The sign-in itself verifies the session again, bound to the username.
"""

from typing import Protocol

from isthmus.flows.session_sso.owners import SessionOwners
from isthmus.flows.session_sso.username import username_of
from isthmus.salesforce.session_id import SessionId
from isthmus.secret import Secret


class Directory(Protocol):
    """The users of the pool; `isthmus.cognito.directory` makes them in Cognito."""

    def ensure_user(self, username: str, *, email: str | None) -> None:
        """Make sure that there is such a user, able to sign in; raise `DeniedError` if it is disabled."""
        ...


def sign_up(unverified_session_id: Secret, *, owners: SessionOwners, directory: Directory) -> str:
    """Give the username of the session's owner, who exists in the pool from then on.

    Raises `MalformedError` or `DeniedError` if the session is not good or the user is disabled, and
    `UnavailableError` if Salesforce or Cognito gives no usable answer.
    """
    # (1) The org the session names is trusted, and says whose it is.
    owner = owners.get_owner(SessionId.parse(unverified_session_id.reveal()))
    # (2) The pool has that user. The e-mail goes along only if Salesforce verified it.
    username = username_of(owner)
    directory.ensure_user(username, email=owner.email if owner.email_verified else None)
    return username
