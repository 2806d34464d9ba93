"""What the user pools keep, on one file: opened first, and all that the rest is built on."""

from dataclasses import dataclass
from pathlib import Path

from isthmus.clock import Clock
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.migrations import MIGRATIONS
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.sessions import ChallengeSessions, Door
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The stores. `sessions` are those of the API, `page_sessions` those of the pages."""

    clock: Clock
    database: Database
    pools: Pools
    clients: AppClients
    servers: ResourceServers
    domains: Domains
    users: Users
    groups: Groups
    devices: Devices
    software_tokens: SoftwareTokens
    second_factors: SecondFactors
    sessions: ChallengeSessions
    page_sessions: ChallengeSessions
    families: TokenFamilies
    keys: Keys
    outbox: Outbox


def open_stores(path: Path, *, issuer_base: str, region: str, account_id: str, clock: Clock) -> Stores:
    """Open the file. Raises DatabaseError."""
    database = Database(path, migrations=MIGRATIONS)
    software_tokens = SoftwareTokens(database, clock=clock)
    return Stores(
        clock=clock,
        database=database,
        pools=Pools(database, issuer_base=issuer_base, region=region, account_id=account_id, clock=clock),
        clients=AppClients(database, clock=clock),
        servers=ResourceServers(database),
        domains=Domains(database, region=region),
        users=Users(database, clock=clock),
        groups=Groups(database, clock=clock),
        devices=Devices(database, clock=clock),
        software_tokens=software_tokens,
        second_factors=SecondFactors(database, tokens=software_tokens, clock=clock),
        sessions=ChallengeSessions(database, door=Door.API, clock=clock),
        page_sessions=ChallengeSessions(database, door=Door.PAGES, clock=clock),
        families=TokenFamilies(database, clock=clock),
        keys=Keys(database, clock=clock),
        outbox=Outbox(database, path=path.with_name("outbox.jsonl"), clock=clock),
    )
