"""Tokens for a client itself: one decision behind /oauth2/token's client_credentials and GetClientToken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.groups import Membership
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.pre_token import PreTokenGeneration, TokenSubject
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.scopes import grant_scopes
from isthmus.local.cognito.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineToken:
    """An access token without a user."""

    access_token: str
    expires_in: int


class MachineTokens:
    """Issue tokens to clients that proved who they are."""

    def __init__(
        self,
        *,
        clients: AppClients,
        servers: ResourceServers,
        pre_token: PreTokenGeneration,
        tokens: Tokens,
    ) -> None:
        self._clients = clients
        self._servers = servers
        self._pre_token = pre_token
        self._tokens = tokens

    async def issue(
        self, *, pool: Pool, client: AppClient, scopes: Sequence[str], metadata: Mapping[str, str]
    ) -> MachineToken:
        """Issue a token, or raise UnknownScopeError, ScopeNotAllowedError or a trigger's AwsError."""
        granted = grant_scopes(scopes, client=client, servers=self._servers)
        subject = TokenSubject(
            source="TokenGeneration_ClientCredentials",
            username="ClientCredentials",
            client_id=client.id,
            attributes={},
            membership=Membership(),
            metadata=metadata,
        )
        change = await self._pre_token.changes_for_machine(pool, subject, scopes=granted)
        # While the function ran, the client may have been deleted.
        self._clients.get(client.id, pool_id=pool.id)
        token = await self._tokens.machine_token(pool, client=client, scopes=granted, change=change)
        return MachineToken(access_token=token, expires_in=client.access_token_seconds)
