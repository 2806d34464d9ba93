"""Identity pools without a network: fakes of IAM's providers and of STS behind the real service."""

import asyncio
import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.identity.app import IdentityPools, open_identity_pools
from isthmus.local.cognito.identity.ports import Credentials, PoolIdentity, RoleRefusedError
from isthmus.local.openid import OpenIdProvider, OpenIdVerifier, ProviderKeys
from isthmus.secret import Secret
from unit.local.openid.fake_provider import CLIENT_ID, FakeProvider, SetClock

if TYPE_CHECKING:
    from isthmus.errors import UnavailableError

ACCOUNT_ID, REGION = "123456789012", "us-east-1"
ISSUER_BASE = "http://127.0.0.1:4566"
PROVIDER_NAME = "org.example"
PROVIDER_ARN = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{PROVIDER_NAME}"
USER_POOL_ID = "us-east-1_AbCdEfGhI"
USER_POOL_NAME = f"cognito-idp.{REGION}.amazonaws.com/{USER_POOL_ID}"
APP_CLIENT_ID = "6o7h8i9jexampleclientid"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/people"


class RefusedError(Exception):
    """An error answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class FakeProviders:
    """IAM's providers; `failure` makes IAM silent."""

    def __init__(self, *providers: OpenIdProvider) -> None:
        self.providers = {provider.arn: provider for provider in providers}
        self.failure: UnavailableError | None = None

    async def find_provider(self, arn: str) -> OpenIdProvider | None:
        if self.failure is not None:
            raise self.failure
        return self.providers.get(arn)


class FakeRoles:
    """STS: remember what was asked for, and say yes unless `failure` says otherwise."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, PoolIdentity, Mapping[str, Any]]] = []
        self.failure: RoleRefusedError | UnavailableError | None = None

    async def assume_role(
        self, role_arn: str, *, identity: PoolIdentity, session_policy: Mapping[str, Any]
    ) -> Credentials:
        self.asked.append((role_arn, identity, session_policy))
        if self.failure is not None:
            raise self.failure
        return Credentials(
            access_key_id="ASIASAMPLE",
            secret_access_key=Secret("secret"),
            session_token=Secret("token"),
            expires_at=1_800_000_000,
        )


class LocalIdentityPools:
    """The service, its fakes, and short words to call it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SetClock()
        self.provider = FakeProvider()
        self.user_pool = FakeProvider(f"{ISSUER_BASE}/{USER_POOL_ID}")
        self.providers = FakeProviders(
            OpenIdProvider(arn=PROVIDER_ARN, issuer=self.provider.issuer, client_ids=frozenset({CLIENT_ID}))
        )
        self.roles = FakeRoles()
        self.signed_in: set[tuple[str, str]] = set()
        self.pools = self.open()

    def open(self) -> IdentityPools:
        return open_identity_pools(
            database=self.folder / "identity-pools.sqlite3",
            region=REGION,
            account_id=ACCOUNT_ID,
            issuer_base=ISSUER_BASE,
            providers=self.providers,
            verifier=OpenIdVerifier(ProviderKeys(self.provider.client(), clock=self.clock), clock=self.clock),
            roles=self.roles,
            find_user_pool_keys=lambda issuer: (
                self.user_pool.jwks() if issuer == self.user_pool.issuer else None
            ),
            is_signed_in=lambda issuer, claims: (issuer, claims["sub"]) in self.signed_in,
            clock=self.clock,
        )

    def restart(self) -> None:
        self.pools.close()
        self.pools = self.open()

    def call(self, operation: str, **request: Any) -> Any:
        return asyncio.run(self.acall(operation, **request))

    async def acall(self, operation: str, **request: Any) -> Any:
        answer = await self.pools.service.answer(operation, json.dumps(request).encode(), request_id="id")
        document = json.loads(bytes(answer.body) or b"null")
        if answer.status_code != 200:
            raise RefusedError(document["__type"], document["message"])
        return document

    def create_pool(self, **settings: Any) -> str:
        request = {
            "IdentityPoolName": "Salesforce",
            "AllowUnauthenticatedIdentities": False,
            "OpenIdConnectProviderARNs": [PROVIDER_ARN],
            "CognitoIdentityProviders": [{"ProviderName": USER_POOL_NAME, "ClientId": APP_CLIENT_ID}],
        } | settings
        pool_id: str = self.call("CreateIdentityPool", **request)["IdentityPoolId"]
        self.call("SetIdentityPoolRoles", IdentityPoolId=pool_id, Roles={"authenticated": ROLE_ARN})
        return pool_id

    def login(self, **claims: Any) -> dict[str, str]:
        """Give the logins of a person of the org."""
        return {PROVIDER_NAME: self.provider.token(**claims)}

    def user_pool_login(self, **claims: Any) -> dict[str, str]:
        """Give the logins of a user of the user pool."""
        wanted = {"aud": APP_CLIENT_ID, "sub": "34c84488", "token_use": "id"} | claims
        return {USER_POOL_NAME: self.user_pool.token(**wanted)}

    def get_id(self, pool_id: str, logins: Mapping[str, str]) -> str:
        found: str = self.call("GetId", IdentityPoolId=pool_id, Logins=dict(logins))["IdentityId"]
        return found

    def rename(self, pool_id: str, name: str) -> None:
        """Give IAM's provider another URL than the name it is known by."""
        assert pool_id
        known = self.providers.providers[PROVIDER_ARN]
        self.providers.providers[PROVIDER_ARN] = dataclasses.replace(known, issuer=name)
