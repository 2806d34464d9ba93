"""RevokeToken. Page: developerguide/token-revocation."""

from typing import TYPE_CHECKING, Any

from isthmus.errors import MalformedError
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.jwt import read_unverified_claims
from isthmus.local.cognito.token_families import TokenFamilies

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import RevokeTokenRequestTypeDef


async def revoke_token(
    request: "RevokeTokenRequestTypeDef", *, clients: AppClients, families: TokenFamilies
) -> dict[str, Any]:
    """Revoke a refresh token and the access tokens that came of it.

    A token that is unknown or revoked is no error (RFC 7009 section 2.2).
    """
    client = _verify_client(request, clients)
    if not client.can_revoke:
        raise AwsError("UnsupportedOperationException", "Token revocation is not enabled for this client.")
    _check_kind(request["Token"])
    family = families.find_by_refresh_token(request["Token"])
    if family is None:
        return {}
    if family.client_id != client.id:
        raise _unauthorized()
    families.revoke(family)
    return {}


def _verify_client(request: "RevokeTokenRequestTypeDef", clients: AppClients) -> AppClient:
    client, unverified_secret = clients.find(request["ClientId"]), request.get("ClientSecret")
    if client is None:
        raise _unauthorized()
    if client.secrets and (unverified_secret is None or not client.has_secret(unverified_secret)):
        raise _unauthorized()
    if not client.secrets and unverified_secret is not None:
        raise _unauthorized()
    return client


def _check_kind(unverified_token: str) -> None:
    """Only refresh tokens can be revoked; ours are opaque, so a readable token is another kind."""
    try:
        read_unverified_claims(unverified_token)
    except MalformedError:
        return
    raise AwsError("UnsupportedTokenTypeException", "Unsupported token type.")


def _unauthorized() -> AwsError:
    return AwsError("UnauthorizedException", "The client is not authorized to revoke this token.")
