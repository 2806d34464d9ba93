"""The application's side of `session_sso`: user-pool tokens for a live Salesforce session, in one call.

`session_client` says who is asked; `SessionId.parse` reads the session that your application holds.
"""

from isthmus.cognito.sign_in import UserPoolTokens
from isthmus.flows.session_sso.validator_client import ValidatorClient
from isthmus.salesforce.session_id import SessionId
from isthmus.session_sso.client import ClientSecret, SessionClient, session_client

__all__ = [
    "ClientSecret",
    "SessionClient",
    "SessionId",
    "UserPoolTokens",
    "ValidatorClient",
    "session_client",
]
