"""The local Cognito user pools: AWS's API, the OAuth endpoints, and the public documents of the pools."""

import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError, JsonService
from isthmus.local.cognito.assembly import build_services
from isthmus.local.cognito.client_settings import CLIENT_TOKEN_FLOW
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.live_sign_ins import is_sign_in_live
from isthmus.local.cognito.oauth2.revocation_endpoint import RevocationEndpoint
from isthmus.local.cognito.oauth2.token_endpoint import TokenEndpoint
from isthmus.local.cognito.oauth2.user_info_endpoint import UserInfoEndpoint
from isthmus.local.cognito.oauth2.web import OAuthWeb
from isthmus.local.cognito.operation_groups import bind_operations
from isthmus.local.cognito.operations.create_user_pool_client import insert_client
from isthmus.local.cognito.outbox import Message
from isthmus.local.cognito.seeding.clients import ClientSeeding
from isthmus.local.cognito.seeding.documents import SeededPool
from isthmus.local.cognito.seeding.export import PoolExport
from isthmus.local.cognito.seeding.pools import PoolSeeding
from isthmus.local.cognito.seeding.users import UserSeeding
from isthmus.local.cognito.services import Services
from isthmus.local.cognito.triggers import Functions
from isthmus.secret import Secret

LOG = logging.getLogger(__name__)
# AWS takes these unsigned although botocore's model does not say so (facts: API_GetClientToken).
_UNSIGNED = frozenset({"GetClientToken"})
# AWS takes this value although botocore's model lacks it.
_MORE_ENUM_VALUES = {"ExplicitAuthFlowsType": (CLIENT_TOKEN_FLOW,)}
# AWS takes custom domains, whose names have dots, although botocore's pattern does not.
_OTHER_PATTERNS = {"DomainType": r"^[a-z0-9](?:[a-z0-9\-\.]{0,61}[a-z0-9])?$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPools:
    """The running user pools."""

    service: JsonService
    web: ASGIApp
    _services: Services
    _seeding: PoolSeeding

    def find_public_keys(self, issuer: str) -> dict[str, Any] | None:
        """Give the JWKS of the pool with this issuer, or None. For the identity pools."""
        pool = self._services.pools.find_by_issuer(issuer)
        return None if pool is None else self._services.keys.jwks(pool.id)

    def is_signed_in(self, issuer: str, claims: Mapping[str, Any]) -> bool:
        """Tell whether the sign-in of an ID token of the pool with this issuer holds. For identity pools."""
        pool = self._services.pools.find_by_issuer(issuer)
        return pool is not None and is_sign_in_live(
            claims, pool=pool, users=self._services.users, families=self._services.families
        )

    def has_client(self, issuer: str, *, client_id: str) -> bool:
        """Tell whether the pool with this issuer has this app client."""
        pool, client = self._services.pools.find_by_issuer(issuer), self._services.clients.find(client_id)
        return pool is not None and client is not None and client.pool_id == pool.id

    def check_access_token(self, unverified_token: str) -> str:
        """Give the username of an access token that GetUser takes; raise AwsError as GetUser does."""
        return self._services.access_tokens.verify(unverified_token).user.username

    def check_user_info_token(self, unverified_token: str) -> str:
        """Do the same for /oauth2/userInfo."""
        return self._services.access_tokens.verify_for_user_info(unverified_token).user.username

    async def rotate_all_keys(self) -> None:
        """Let every pool sign with new keys; a tenth of a second each. AWS has no such call."""
        last = ""
        while page := self._services.pools.page(after=last, limit=1):
            last = page[0].id
            with contextlib.suppress(AwsError):  # deleted while its keys were made
                await self._services.keys.rotate(last)

    def outbox(self) -> tuple[Message, ...]:
        """Give what would have been mailed or texted to users, newest first. On the event loop's thread."""
        return self._services.self_service.outbox.newest()

    def issuer_of(self, user_pool_id: str) -> str:
        """Give the issuer of a pool's tokens. Raises AwsError for no such pool."""
        return self._services.pools.get(user_pool_id).issuer

    def public_keys_of(self, user_pool_id: str) -> list[Mapping[str, Any]]:
        """Give the keys of a pool's JWKS. Raises AwsError for no such pool."""
        keys: list[Mapping[str, Any]] = self._services.keys.jwks(self._services.pools.get(user_pool_id).id)[
            "keys"
        ]
        return keys

    async def rotate_keys(self, user_pool_id: str) -> dict[str, str]:
        """Let a pool sign with new keys; give their ids by token use. Raises AwsError for no such pool."""
        made = await self._services.keys.rotate(self._services.pools.get(user_pool_id).id)
        return {token_use: key.kid for token_use, key in made.items()}

    def pin_client(
        self,
        user_pool_id: str,
        *,
        client_id: str,
        client_secret: Secret | None,
        request: Mapping[str, Any],
    ) -> AppClient:
        """Make an app client with an id of our choice, which AWS can't: for the seed alone.

        `request` is CreateUserPoolClient's without UserPoolId; the same checks run. To be called on the
        event loop's thread.
        """
        if self._services.clients.find(client_id) is not None:
            raise invalid_parameter(f"User pool client {client_id} already exists.")
        whole = {**request, "UserPoolId": user_pool_id}
        if client_secret is not None:
            whole["ClientSecret"] = client_secret.reveal()
        verified: Any = self.service.verify_request("CreateUserPoolClient", whole)
        return insert_client(
            verified,
            client_id=client_id,
            pools=self._services.pools,
            servers=self._services.servers,
            providers=self._services.external.providers,
            clients=self._services.clients,
        )

    async def ensure_seeded(self, seeded: SeededPool) -> None:
        """Put a pool of a seed in place, or raise SeedError."""
        await self._seeding.ensure(seeded)

    async def export(self) -> list[dict[str, Any]]:
        """Write every pool as a seed has it, secrets revealed. Raises TooManyUsersError."""
        services = self._services
        return await PoolExport(
            service=self.service,
            pools=services.pools,
            clients=services.clients,
            servers=services.servers,
            groups=services.groups,
            users=services.users,
        ).write()

    def close(self) -> None:
        """Stop; what was acknowledged is in the file."""
        self._services.close()


def open_user_pools(
    *,
    database: Path,
    issuer_base: str,
    region: str,
    account_id: str,
    functions: Functions,
    provider_client: httpx2.AsyncClient,
    clock: Clock,
    token_clock: Clock | None = None,
) -> UserPools:
    """Open the user pools kept in `database`. `issuer_base` is the origin below which their issuers are.

    `provider_client` asks identity providers, over TLS that it checks. `token_clock` dates the tokens that
    are issued, `clock` without it; all that is kept or verified goes by `clock`.
    """
    services = build_services(
        database_path=database,
        issuer_base=issuer_base,
        region=region,
        account_id=account_id,
        functions=functions,
        provider_client=provider_client,
        clock=clock,
        token_clock=token_clock or clock,
    )
    service = JsonService(
        name="cognito-idp",
        target_prefix="AWSCognitoIdentityProviderService",
        operations=bind_operations(services),
        unsigned=_UNSIGNED,
        more_enum_values=_MORE_ENUM_VALUES,
        other_patterns=_OTHER_PATTERNS,
    )
    token_endpoint = TokenEndpoint(
        pools=services.pools,
        clients=services.clients,
        domains=services.domains,
        machine=services.machine,
        refresh=services.refresh,
        codes=services.code_exchange,
    )
    web = OAuthWeb(
        pools=services.pools,
        keys=services.keys,
        token_endpoint=token_endpoint,
        revocation_endpoint=RevocationEndpoint(
            clients=services.clients, domains=services.domains, revocation=services.revocation
        ),
        user_info_endpoint=UserInfoEndpoint(
            access_tokens=services.access_tokens, clients=services.clients, domains=services.domains
        ),
        hosted=services.hosted,
        outbox=services.self_service.outbox,
    )
    return UserPools(
        service=service, web=_Edge(web), _services=services, _seeding=_build_seeding(service, services)
    )


def _build_seeding(service: JsonService, services: Services) -> PoolSeeding:
    return PoolSeeding(
        service=service,
        database=services.database,
        pools=services.pools,
        keys=services.keys,
        clients=ClientSeeding(
            service=service,
            database=services.database,
            pools=services.pools,
            clients=services.clients,
            servers=services.servers,
            providers=services.external.providers,
        ),
        users=UserSeeding(
            service=service,
            database=services.database,
            users=services.users,
            groups=services.groups,
            clock=services.clock,
        ),
    )


class _Edge:
    """Turn a fault of ours into a 500 that tells nothing, and a log line without the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001  the edge of the OAuth endpoints
            # SECURITY: the text of an unknown exception may quote the request.
            LOG.error("%s failed: %s", scope.get("path"), type(error).__name__)  # noqa: TRY400  no text
            await JSONResponse({"error": "server_error"}, status_code=500)(scope, receive, send)
