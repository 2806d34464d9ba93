"""Revoking a refresh token: one decision behind RevokeToken and /oauth2/revoke.

Page: developerguide/token-revocation. A token that is unknown or revoked is no error (RFC 7009 section 2.2).
"""

from isthmus.errors import MalformedError
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.jwt import read_unverified_claims
from isthmus.local.cognito.token_families import TokenFamilies


class Revocation:
    """Revoke refresh tokens, and the access tokens that came of them."""

    def __init__(self, families: TokenFamilies) -> None:
        self._families = families

    def revoke(self, unverified_token: str, *, client: AppClient) -> None:
        """Revoke the sign-in of a refresh token of this client, which proved who it is."""
        if not client.can_revoke:
            raise AwsError(
                "UnsupportedOperationException", "Token revocation is not enabled for this client."
            )
        _check_kind(unverified_token)
        family = self._families.find_by_refresh_token(unverified_token)
        if family is None:
            return
        if family.client_id != client.id:
            raise unauthorized()
        self._families.revoke(family)


def unauthorized() -> AwsError:
    """The token is another client's, or the client is not who it says."""
    return AwsError("UnauthorizedException", "The client is not authorized to revoke this token.")


def _check_kind(unverified_token: str) -> None:
    """Only refresh tokens can be revoked; ours are opaque, so a readable token is another kind."""
    try:
        read_unverified_claims(unverified_token)
    except MalformedError:
        return
    raise AwsError("UnsupportedTokenTypeException", "Unsupported token type.")
