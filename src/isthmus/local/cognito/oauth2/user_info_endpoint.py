"""GET and POST /oauth2/userInfo. Page: developerguide/userinfo-endpoint (OpenID Connect Core section 5.3)."""

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.claims_of_scopes import shown_attributes
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.oauth2.responses import OAuthError


class UserInfoEndpoint:
    """Show the user of an access token, as far as its scopes and its client go."""

    def __init__(self, *, access_tokens: AccessTokens, clients: AppClients, domains: Domains) -> None:
        self._access_tokens = access_tokens
        self._clients = clients
        self._domains = domains

    def answer(self, *, authorization: str | None, host: str) -> dict[str, str]:
        """Give the claims, flags as texts as AWS does, or raise OAuthError."""
        unverified_token = _parse_bearer(authorization)
        try:
            signed_in = self._access_tokens.verify_for_user_info(unverified_token)
        except AwsError as error:
            raise _invalid_token(error.message) from error
        if not self._domains.is_door_of(signed_in.pool.id, host=host):
            raise _invalid_token("the pool has no domain, or the Host names another's")
        client = self._clients.find(signed_in.client_id)
        if client is None:
            raise _invalid_token("the client of the token was deleted")
        shown = shown_attributes(client, scopes=signed_in.scopes)
        attributes = {name: value for name, value in signed_in.user.attributes.items() if name in shown}
        return {"sub": signed_in.user.sub, **attributes, "username": signed_in.user.username}


def _parse_bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise OAuthError(
            "invalid_request",
            reason="there is no bearer token in the Authorization header",
            description="Bad OAuth2 request at UserInfo Endpoint",
        )
    return token.strip()


def _invalid_token(reason: str) -> OAuthError:
    return OAuthError(
        "invalid_token",
        reason=reason,
        description="Access token is expired, disabled, or deleted, or the user has globally signed out.",
        status=401,
    )
