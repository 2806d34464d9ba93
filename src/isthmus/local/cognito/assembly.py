"""The user pools, connected: the stores, then what is built on them, subject by subject."""

from pathlib import Path

import httpx2

from isthmus.clock import Clock
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.codes import Codes
from isthmus.local.cognito.custom_message import CustomMessage
from isthmus.local.cognito.hosted.assembly import build_hosted
from isthmus.local.cognito.invitations import Invitations
from isthmus.local.cognito.log_delivery import LogDelivery
from isthmus.local.cognito.machine import MachineTokens
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.pre_token import PreTokenGeneration
from isthmus.local.cognito.proofs import Proofs
from isthmus.local.cognito.revocation import Revocation
from isthmus.local.cognito.risk_configurations import RiskConfigurations
from isthmus.local.cognito.services import SelfService, Services
from isthmus.local.cognito.sign_in.assembly import build_sign_in, build_software_token_holders
from isthmus.local.cognito.sign_up import PostConfirmation, PreSignUp
from isthmus.local.cognito.stores import Stores, open_stores
from isthmus.local.cognito.tokens import Tokens
from isthmus.local.cognito.triggers import TIME_LIMIT_SECONDS, Functions, Triggers


def build_services(
    *,
    database_path: Path,
    issuer_base: str,
    region: str,
    account_id: str,
    functions: Functions,
    provider_client: httpx2.AsyncClient,
    clock: Clock,
    token_clock: Clock,
) -> Services:
    """Open the file and connect everything."""
    # (1) What is kept, what is signed, and who is asked on the way.
    stores = open_stores(
        database_path, issuer_base=issuer_base, region=region, account_id=account_id, clock=clock
    )
    tokens = Tokens(stores.keys, clock=token_clock)
    triggers = Triggers(functions, region=region, time_limit_seconds=TIME_LIMIT_SECONDS)
    pre_token, custom_message = PreTokenGeneration(triggers), CustomMessage(triggers)
    self_service = _build_self_service(stores, triggers=triggers, custom_message=custom_message)

    # (2) How users sign in, through the API and in browsers.
    sign_in = build_sign_in(
        stores,
        triggers=triggers,
        pre_token=pre_token,
        custom_message=custom_message,
        invitations=self_service.invitations,
        tokens=tokens,
    )
    access_tokens = AccessTokens(
        pools=stores.pools, keys=stores.keys, users=stores.users, families=stores.families, clock=clock
    )
    browsers = build_hosted(
        stores,
        sign_in=sign_in,
        self_service=self_service,
        access_tokens=access_tokens,
        issuer_base=issuer_base,
        provider_client=provider_client,
    )

    # (3) All of it by name.
    return Services(
        clock=clock,
        database=stores.database,
        pools=stores.pools,
        clients=stores.clients,
        domains=stores.domains,
        styles=browsers.styles,
        brandings=browsers.brandings,
        issuer_base=issuer_base,
        servers=stores.servers,
        users=stores.users,
        groups=stores.groups,
        keys=stores.keys,
        families=stores.families,
        sessions=stores.sessions,
        guesses=sign_in.guesses,
        access_tokens=access_tokens,
        machine=MachineTokens(
            clients=stores.clients, servers=stores.servers, pre_token=pre_token, tokens=tokens
        ),
        refresh=sign_in.refresh,
        revocation=Revocation(stores.families),
        sign_in=sign_in.sign_in,
        answers=sign_in.answers,
        migration=sign_in.migration,
        mfa=sign_in.mfa,
        second_factors=stores.second_factors,
        devices=stores.devices,
        software_tokens=stores.software_tokens,
        software_token_holders=build_software_token_holders(
            stores, access_tokens=access_tokens, sessions=stores.sessions
        ),
        code_exchange=browsers.code_exchange,
        browser_sessions=browsers.sessions,
        hosted=browsers.pages,
        self_service=self_service,
        risks=RiskConfigurations(stores.database, clock=clock),
        log_delivery=LogDelivery(stores.database),
        external=browsers.external,
    )


def _build_self_service(stores: Stores, *, triggers: Triggers, custom_message: CustomMessage) -> SelfService:
    codes = Codes(stores.database, outbox=stores.outbox, custom_message=custom_message, clock=stores.clock)
    return SelfService(
        accounts=NamedAccounts(pools=stores.pools, clients=stores.clients, users=stores.users),
        outbox=stores.outbox,
        invitations=Invitations(stores.outbox, custom_message=custom_message),
        codes=codes,
        proofs=Proofs(stores.database, users=stores.users, codes=codes),
        pre_sign_up=PreSignUp(triggers),
        post_confirmation=PostConfirmation(triggers),
    )
