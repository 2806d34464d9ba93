"""The client credentials grant: an app acts as the user that its policies name (RFC 6749, section 4.4)."""

from collections.abc import Mapping

from starlette.requests import Request

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2.bearer import lock_for
from isthmus.local.salesforce.oauth2.clients import (
    Client,
    check_secret,
    get_permitted_user,
    verify_client,
)
from isthmus.local.salesforce.oauth2.issuing import Approval, issue_tokens
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.grants import new_grant_id
from isthmus.local.salesforce.store.users import User

# WIRE: nobody is there to be told who they are, and nothing outlives the access token.
_NOT_FOR_APPS = frozenset({"openid", "refresh_token"})


def redeem(parts: OrgParts, request: Request, form: Mapping[str, str], /) -> dict[str, str]:
    """Give an access token of the run-as user."""
    client = verify_client(parts, request, form=form)
    check_secret(client, is_required=True)
    if form.get("scope"):
        raise OAuthError("invalid_request", "scope parameter not supported")
    user = get_permitted_user(parts, _run_as_user(parts, client), client=client)
    scopes = [scope for scope in client.app.oauth.scopes if scope not in _NOT_FOR_APPS]
    if not scopes:
        raise OAuthError("invalid_grant", "no valid scopes defined")
    approval = Approval(
        client=client,
        user=user,
        scopes=scopes,
        grant_id=new_grant_id(),
        nonce=None,
        locked_address=lock_for(parts, request),
    )
    return issue_tokens(parts, approval, refresh_token=None)


def _run_as_user(parts: OrgParts, client: Client) -> User:
    policies = client.app.oauth_policies
    is_on = client.app.settings.allows_client_credentials and policies.allows_client_credentials
    user = parts.users.find_by_username(policies.client_credentials_username or "") if is_on else None
    if user is None or user.is_automated_process:
        raise OAuthError("invalid_grant", "no client credentials user enabled")
    return user
