"""GET and POST /oauth2/userInfo. Page: developerguide/userinfo-endpoint (OpenID Connect Core section 5.3)."""

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.access_tokens import AccessTokens, SignedInUser
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.oauth2.responses import OAuthError
from isthmus.local.cognito.schema import CUSTOM, STANDARD_NAMES

_OF_SCOPES = {
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
    "profile": frozenset(
        {
            "birthdate",
            "family_name",
            "gender",
            "given_name",
            "locale",
            "middle_name",
            "name",
            "nickname",
            "picture",
            "preferred_username",
            "profile",
            "updated_at",
            "website",
            "zoneinfo",
        }
    ),
}


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
        shown = self._names_of(signed_in)
        attributes = {name: value for name, value in signed_in.user.attributes.items() if name in shown}
        return {"sub": signed_in.user.sub, **attributes, "username": signed_in.user.username}

    def _names_of(self, signed_in: SignedInUser) -> set[str]:
        client = self._clients.get(signed_in.client_id, pool_id=signed_in.pool.id)
        readable = set(client.settings.get("ReadAttributes") or STANDARD_NAMES)
        asked = signed_in.scopes & set(_OF_SCOPES)
        if not asked:
            return readable
        names = frozenset[str]().union(*(_OF_SCOPES[scope] for scope in asked))
        with_custom = "profile" in asked
        return {name for name in readable if name in names or (with_custom and name.startswith(CUSTOM))}


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
