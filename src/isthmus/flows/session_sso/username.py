"""The Cognito username of a Salesforce user: fixed by its two ids, so that nothing has to be searched."""

from isthmus.salesforce.session_owner import SessionOwner


def username_of(owner: SessionOwner) -> str:
    """Give `salesforce_<org id>_<user id>`, both ids of 18 characters.

    Never from an e-mail: it changes hands, and in another org anyone can claim it (descope.com, "nOAuth").
    The 18-character ids stay apart even in a pool that ignores case.
    """
    return f"salesforce_{owner.org_id}_{owner.user_id}"
