"""POST /oauth2/token. Page: developerguide/token-endpoint.

One pipeline for all grants; a grant is a function that adds only what is its own.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.hosted.exchange import CodeExchange
from isthmus.local.cognito.machine import MachineTokens
from isthmus.local.cognito.oauth2.client_authentication import verify_client
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.oauth2.responses import OAuthError
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.scopes import ScopeNotAllowedError, UnknownScopeError
from isthmus.local.cognito.sign_in.attempt import IssuedTokens
from isthmus.local.cognito.sign_in.refresh import Refresh

Grant = Callable[[Form, Pool, AppClient], Awaitable[dict[str, Any]]]
# AWS has this grant, the local stack does not.
_UNSUPPORTED_GRANTS = ("urn:ietf:params:oauth:grant-type:token-exchange",)


class TokenEndpoint:
    """Give tokens to clients."""

    def __init__(
        self,
        *,
        pools: Pools,
        clients: AppClients,
        domains: Domains,
        machine: MachineTokens,
        refresh: Refresh,
        codes: CodeExchange,
    ) -> None:
        self._pools = pools
        self._clients = clients
        self._domains = domains
        self._machine = machine
        self._refresh = refresh
        self._codes = codes
        self._grants: Mapping[str, Grant] = {
            "authorization_code": self._authorization_code,
            "client_credentials": self._client_credentials,
            "refresh_token": self._refresh_token,
        }

    async def answer(self, form: Form, *, authorization: str | None, host: str) -> dict[str, Any]:
        """Give the body of a successful answer, or raise OAuthError."""
        # (1) What is asked for?
        grant = self._find_grant(form.get("grant_type"))

        # (2) Who asks, and at the right door?
        client = verify_client(form, authorization=authorization, clients=self._clients)
        pool = self._pool_of(client, host=host)
        if not client.is_oauth_client:
            raise OAuthError("invalid_grant", reason="AllowedOAuthFlowsUserPoolClient is off")

        # (3) The grant itself.
        try:
            return await grant(form, pool, client)
        except AwsError as error:
            raise _as_oauth(error) from error

    def _find_grant(self, name: str) -> Grant:
        if name in _UNSUPPORTED_GRANTS:
            raise OAuthError(
                "unsupported_grant_type",
                reason=f"{name} is not here yet",
                description=f"{name} is not supported by the local stack yet",
            )
        grant = self._grants.get(name)
        if grant is None:
            raise OAuthError("unsupported_grant_type", reason="there is no such grant")
        return grant

    def _pool_of(self, client: AppClient, *, host: str) -> Pool:
        """Give the client's pool, which must have a domain, and the one the request came by, if by any."""
        pool = self._pools.get(client.pool_id)
        if not self._domains.of_pool(pool.id):
            raise OAuthError(
                "invalid_client",
                reason="the pool has no domain, so AWS has no token endpoint for it: CreateUserPoolDomain",
            )
        if not self._domains.is_door_of(pool.id, host=host):
            raise OAuthError("invalid_client", reason="the client is of another domain's pool")
        return pool

    async def _authorization_code(self, form: Form, pool: Pool, client: AppClient) -> dict[str, Any]:
        if "code" not in client.oauth_flows:
            raise OAuthError("unauthorized_client", reason="code is not on for the client")
        issued = await self._codes.exchange(form, pool=pool, client=client)
        return _user_tokens(issued)

    async def _client_credentials(self, form: Form, pool: Pool, client: AppClient) -> dict[str, Any]:
        if "client_credentials" not in client.oauth_flows:
            raise OAuthError("unauthorized_client", reason="client_credentials is not on for the client")
        scopes = (form.find("scope") or "").split()
        metadata = _parse_metadata(form.find("aws_client_metadata"))
        try:
            token = await self._machine.issue(pool=pool, client=client, scopes=scopes, metadata=metadata)
        except UnknownScopeError as error:
            raise OAuthError("invalid_scope", reason=str(error)) from error
        except ScopeNotAllowedError as error:
            raise OAuthError("invalid_grant", reason=str(error)) from error
        return {
            "access_token": token.access_token,
            "expires_in": token.expires_in,
            "token_type": "Bearer",
        }

    async def _refresh_token(self, form: Form, pool: Pool, client: AppClient) -> dict[str, Any]:
        if not client.can_refresh:
            raise OAuthError("unauthorized_client", reason="ALLOW_REFRESH_TOKEN_AUTH is not on")
        token = form.get("refresh_token")
        family, user = self._refresh.verify(token, pool=pool, client=client, unverified_device_key=None)
        issued = await self._refresh.exchange(token, family, user, pool=pool, client=client, metadata={})
        return _user_tokens(issued)


def _user_tokens(issued: IssuedTokens) -> dict[str, Any]:
    return {
        "access_token": issued.access_token,
        **({} if issued.id_token is None else {"id_token": issued.id_token}),
        **({} if issued.refresh_token is None else {"refresh_token": issued.refresh_token}),
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
    }


def _parse_metadata(text: str | None) -> dict[str, str]:
    if text is None:
        return {}
    try:
        metadata = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OAuthError("invalid_request", reason="aws_client_metadata is no JSON") from error
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise OAuthError("invalid_request", reason="aws_client_metadata is no object of texts")
    return metadata


def _as_oauth(error: AwsError) -> OAuthError:
    if error.code in ("NotAuthorizedException", "UserNotFoundException", "RefreshTokenReuseException"):
        return OAuthError("invalid_grant", reason=error.message)
    if error.code == "ResourceNotFoundException":
        return OAuthError("invalid_client", reason="the client was deleted while a function ran")
    # A trigger said no, or could not be asked: AWS names it in the description.
    return OAuthError("invalid_request", reason=error.code, description=error.message)
