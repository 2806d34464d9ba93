"""App clients of a seed: CreateUserPoolClient's checks, under ids and with secrets of our choice."""

import re
from dataclasses import dataclass
from typing import Any

from isthmus.local.awsjson import AwsError, JsonService
from isthmus.local.cognito.client_settings import verify_client_settings
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.operations.create_user_pool_client import insert_client
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.seeding.comparison import check_same
from isthmus.local.cognito.seeding.documents import SeededClient, SeedError
from isthmus.local.database import Database

CLIENT_ID = re.compile(r"[a-z0-9]{26}")
MOST_SECRETS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSeeding:
    """Put app clients in place."""

    service: JsonService
    database: Database
    pools: Pools
    clients: AppClients
    servers: ResourceServers
    providers: IdentityProviders

    def ensure(self, pool: Pool, seeded: SeededClient) -> None:
        """Make the client, or find it as the seed says. Raises SeedError."""
        _check_form(seeded)
        try:
            request = self._verify(pool, seeded)
            known = self.clients.find(seeded.id)
            if known is None:
                self._insert(seeded, request=request)
                return
            wanted: Any = verify_client_settings(
                request,
                pool=pool,
                servers=self.servers,
                providers=self.providers,
                has_secret=bool(seeded.secrets),
            )
        except AwsError as error:
            raise SeedError(seeded.where, error.message) from error
        wanted = {"ClientName": request["ClientName"], **wanted}
        _check_known(pool, seeded, known=known, wanted=wanted)

    def _verify(self, pool: Pool, seeded: SeededClient) -> dict[str, Any]:
        """Check the request with each of the secrets, and give it with the oldest."""
        request: dict[str, Any] = {**seeded.settings, "UserPoolId": pool.id}
        verified = [
            self.service.verify_whole_request(
                "CreateUserPoolClient", {**request, "ClientSecret": secret.reveal()}
            )
            for secret in seeded.secrets
        ]
        return verified[0] if verified else self.service.verify_whole_request("CreateUserPoolClient", request)

    def _insert(self, seeded: SeededClient, *, request: Any) -> None:
        with self.database.transaction():
            client = insert_client(
                request,
                client_id=seeded.id,
                pools=self.pools,
                servers=self.servers,
                clients=self.clients,
                providers=self.providers,
            )
            for secret in seeded.secrets[1:]:
                self.clients.insert_secret(client, secret)


def _check_form(seeded: SeededClient) -> None:
    if CLIENT_ID.fullmatch(seeded.id) is None:
        raise SeedError(seeded.where, f"{seeded.id} is not 26 lower-case letters and digits")
    if len(seeded.secrets) > MOST_SECRETS or len(set(seeded.secrets)) != len(seeded.secrets):
        raise SeedError(seeded.where, f"a client has at most {MOST_SECRETS} secrets, which differ")
    for name in ("ClientSecret", "GenerateSecret"):
        if name in seeded.settings:
            raise SeedError(seeded.where, f"{name} does not stand in settings: secrets stand beside them")


def _check_known(pool: Pool, seeded: SeededClient, *, known: AppClient, wanted: dict[str, Any]) -> None:
    what = f"app client {seeded.id}"
    if known.pool_id != pool.id:
        raise SeedError(seeded.where, f"the data directory has {what} in another user pool")
    if known.secrets != seeded.secrets:
        raise SeedError(seeded.where, f"the data directory has {what} with other secrets")
    present: dict[str, Any] = {"ClientName": known.name, **known.settings}
    check_same(wanted, present, names={*wanted, *present}, where=seeded.where, what=what)


def write_client(client: AppClient) -> dict[str, Any]:
    """Give a client as a seed has it, secrets revealed; without identity providers, which no seed has."""
    settings: dict[str, Any] = {"ClientName": client.name, **client.settings}
    if "SupportedIdentityProviders" in settings:
        names = [name for name in settings["SupportedIdentityProviders"] if name == "COGNITO"]
        settings["SupportedIdentityProviders"] = names
    return {
        "id": client.id,
        "secrets": [secret.reveal() for secret in client.secrets],
        "settings": settings,
    }
