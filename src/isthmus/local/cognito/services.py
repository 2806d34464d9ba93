"""Everything the operations work with, built once. The wiring of the user pools is here and nowhere else."""

from dataclasses import dataclass
from pathlib import Path

import httpx2

from isthmus.clock import Clock
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.codes import Codes
from isthmus.local.cognito.custom_message import CustomMessage
from isthmus.local.cognito.decoys import Decoys
from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.external.attempts import ExternalAttempts
from isthmus.local.cognito.external.identities import ExternalIdentities
from isthmus.local.cognito.external.pages import ExternalPages
from isthmus.local.cognito.external.provider_answer import ProviderAnswers
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.external.sign_in import ExternalSignIn
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.hosted.assembly import build_pages
from isthmus.local.cognito.hosted.authorization_codes import AuthorizationCodes
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRules
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.hosted.exchange import CodeExchange
from isthmus.local.cognito.hosted.granting import Granting
from isthmus.local.cognito.hosted.self_service import HostedSelfService
from isthmus.local.cognito.hosted.sign_in import HostedSignIn
from isthmus.local.cognito.hosted.software_token_setup import SoftwareTokenSetup
from isthmus.local.cognito.hosted.styling import Styling
from isthmus.local.cognito.hosted.web import HostedPages
from isthmus.local.cognito.invitations import Invitations
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.log_delivery import LogDelivery
from isthmus.local.cognito.machine import MachineTokens
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings
from isthmus.local.cognito.migrations import MIGRATIONS
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.pre_token import PreTokenGeneration
from isthmus.local.cognito.proofs import Proofs
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.revocation import Revocation
from isthmus.local.cognito.risk_configurations import RiskConfigurations
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.sessions import ChallengeSessions, Door
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.answers import Answers
from isthmus.local.cognito.sign_in.challenge_triggers import ChallengeTriggers
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.custom_auth import CustomAuth
from isthmus.local.cognito.sign_in.device_proof import DeviceProof
from isthmus.local.cognito.sign_in.first_factors import FirstFactors
from isthmus.local.cognito.sign_in.flows import SignIn
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.new_password import NewPassword
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses
from isthmus.local.cognito.sign_in.refresh import Refresh
from isthmus.local.cognito.sign_in.sent_codes import SentCodes
from isthmus.local.cognito.sign_in.software_token_holder import SoftwareTokenHolders
from isthmus.local.cognito.sign_in.srp import SrpProof
from isthmus.local.cognito.sign_in.user_migration import UserMigration
from isthmus.local.cognito.sign_up import PostConfirmation, PreSignUp
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.tokens import Tokens
from isthmus.local.cognito.triggers import TIME_LIMIT_SECONDS, Functions, Triggers
from isthmus.local.cognito.ui_customization import UiCustomizations
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database
from isthmus.local.openid import ProviderHttp


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfService:
    """What lets users sign up, recover passwords and prove addresses."""

    accounts: NamedAccounts
    outbox: Outbox
    invitations: Invitations
    codes: Codes
    proofs: Proofs
    pre_sign_up: PreSignUp
    post_confirmation: PostConfirmation


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalServices:
    """What lets identity providers sign users in."""

    providers: IdentityProviders
    http: ProviderHttp
    identities: ExternalIdentities


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The stores and the decisions of the user pools."""

    clock: Clock
    database: Database
    pools: Pools
    clients: AppClients
    domains: Domains
    styles: UiCustomizations
    brandings: ManagedLoginBrandings
    issuer_base: str
    servers: ResourceServers
    users: Users
    groups: Groups
    keys: Keys
    families: TokenFamilies
    guesses: PasswordGuesses
    access_tokens: AccessTokens
    machine: MachineTokens
    refresh: Refresh
    revocation: Revocation
    sign_in: SignIn
    answers: Answers
    migration: UserMigration
    mfa: Mfa
    second_factors: SecondFactors
    devices: Devices
    software_tokens: SoftwareTokens
    software_token_holders: SoftwareTokenHolders
    code_exchange: CodeExchange
    browser_sessions: BrowserSessions
    hosted: HostedPages
    self_service: SelfService
    risks: RiskConfigurations
    log_delivery: LogDelivery
    external: ExternalServices

    def close(self) -> None:
        """End the worker threads and close the file."""
        self.keys.close()
        self.database.close()


def build_services(
    *,
    database_path: Path,
    issuer_base: str,
    region: str,
    account_id: str,
    functions: Functions,
    provider_client: httpx2.AsyncClient,
    clock: Clock,
) -> Services:
    """Open the file and connect everything."""
    # (1) What is kept.
    database = Database(database_path, migrations=MIGRATIONS)
    pools = Pools(database, issuer_base=issuer_base, region=region, account_id=account_id, clock=clock)
    clients = AppClients(database, clock=clock)
    servers = ResourceServers(database)
    users = Users(database, clock=clock)
    sessions = ChallengeSessions(database, door=Door.API, clock=clock)
    page_sessions = ChallengeSessions(database, door=Door.PAGES, clock=clock)
    families = TokenFamilies(database, clock=clock)

    # (2) What is signed, and who is asked on the way.
    keys = Keys(database, clock=clock)
    tokens = Tokens(keys, clock=clock)
    triggers = Triggers(functions, region=region, time_limit_seconds=TIME_LIMIT_SECONDS)
    pre_token = PreTokenGeneration(triggers)
    hooks = SignInHooks(triggers)
    outbox, custom_message = (
        Outbox(database, path=database_path.with_name("outbox.jsonl"), clock=clock),
        CustomMessage(triggers),
    )
    self_service = _build_self_service(
        database,
        pools=pools,
        clients=clients,
        users=users,
        triggers=triggers,
        outbox=outbox,
        custom_message=custom_message,
        clock=clock,
    )

    # (3) How users sign in.
    groups = Groups(database, clock=clock)
    devices = Devices(database, clock=clock)
    completion = Completion(
        clients=clients,
        hooks=hooks,
        pre_token=pre_token,
        tokens=tokens,
        families=families,
        users=users,
        groups=groups,
        devices=devices,
    )
    refresh = Refresh(families=families, users=users, devices=devices, completion=completion, clock=clock)
    guesses = PasswordGuesses(users=users, clock=clock)
    srp = SrpProof(sessions=sessions, decoys=Decoys(database), guesses=guesses, clock=clock)
    new_password = NewPassword(sessions=sessions, users=users)
    software_tokens = SoftwareTokens(database, clock=clock)
    second_factors = SecondFactors(database, tokens=software_tokens, clock=clock)
    sent_codes = SentCodes(outbox, custom_message=custom_message)
    mfa = Mfa(
        sessions=sessions,
        tokens=software_tokens,
        factors=second_factors,
        codes=sent_codes,
        users=users,
        clock=clock,
    )
    device_proof = DeviceProof(sessions=sessions, devices=devices, clock=clock)
    after_password = AfterPassword(
        new_password=new_password, mfa=mfa, device_proof=device_proof, completion=completion
    )
    password = PasswordSignIn(hooks=hooks, guesses=guesses, after_password=after_password)
    custom_auth = CustomAuth(
        triggers=ChallengeTriggers(triggers),
        hooks=hooks,
        sessions=sessions,
        after_password=after_password,
        srp=srp,
        new_password=new_password,
    )
    first_factors = FirstFactors(
        sessions=sessions,
        users=users,
        hooks=hooks,
        password=password,
        srp=srp,
        codes=sent_codes,
        guesses=guesses,
        mfa=mfa,
        after_password=after_password,
    )
    migration = UserMigration(
        triggers, users=users, factors=second_factors, invitations=self_service.invitations
    )
    sign_in = SignIn(
        users=users,
        hooks=hooks,
        custom_auth=custom_auth,
        password=password,
        srp=srp,
        first_factors=first_factors,
        migration=migration,
        refresh=refresh,
    )
    answers = Answers(
        users=users,
        sessions=sessions,
        custom_auth=custom_auth,
        srp=srp,
        new_password=new_password,
        first_factors=first_factors,
        mfa=mfa,
        device_proof=device_proof,
        after_password=after_password,
    )
    access_tokens = AccessTokens(pools=pools, keys=keys, users=users, families=families, clock=clock)

    # (4) How browsers do.
    domains = Domains(database, region=region)
    styles = UiCustomizations(database, clock=clock)
    brandings = ManagedLoginBrandings(database, clock=clock)
    authorization_codes = AuthorizationCodes(database, clock=clock)
    page_mfa = Mfa(
        sessions=page_sessions,
        tokens=software_tokens,
        factors=second_factors,
        codes=sent_codes,
        users=users,
        clock=clock,
    )
    browser_sessions = BrowserSessions(database, users=users, mfa=page_mfa, clock=clock)
    external = ExternalServices(
        providers=IdentityProviders(database, clock=clock),
        http=ProviderHttp(provider_client),
        identities=ExternalIdentities(database, clock=clock),
    )
    rules = AuthorizationRules(
        pools=pools, clients=clients, domains=domains, servers=servers, providers=external.providers
    )
    granting = Granting(codes=authorization_codes, completion=completion, families=families)
    hosted = build_pages(
        rules=rules,
        sessions=browser_sessions,
        sign_in=HostedSignIn(
            users=users,
            sessions=page_sessions,
            password=password,
            new_password=NewPassword(sessions=page_sessions, users=users),
            mfa=page_mfa,
            completion=completion,
            clock=clock,
        ),
        setup=SoftwareTokenSetup(
            holders=SoftwareTokenHolders(
                access_tokens=access_tokens,
                pools=pools,
                clients=clients,
                users=users,
                sessions=page_sessions,
                tokens=software_tokens,
            ),
            tokens=software_tokens,
            mfa=page_mfa,
        ),
        self_service=HostedSelfService(
            accounts=self_service.accounts,
            users=users,
            codes=self_service.codes,
            proofs=self_service.proofs,
            pre_sign_up=self_service.pre_sign_up,
            post_confirmation=self_service.post_confirmation,
            migration=migration,
        ),
        styling=Styling(domains=domains, styles=styles, brandings=brandings),
        granting=granting,
        external=ExternalPages(
            issuer_base=issuer_base,
            domains=domains,
            rules=rules,
            providers=external.providers,
            attempts=ExternalAttempts(database, clock=clock),
            answers=ProviderAnswers(external.http, clock=clock),
            sign_in=ExternalSignIn(
                database,
                providers=external.providers,
                identities=external.identities,
                users=users,
                groups=groups,
                pre_sign_up=self_service.pre_sign_up,
                post_confirmation=self_service.post_confirmation,
                hooks=hooks,
                completion=completion,
            ),
            sessions=browser_sessions,
            granting=granting,
            clock=clock,
        ),
    )
    return Services(
        clock=clock,
        database=database,
        pools=pools,
        clients=clients,
        domains=domains,
        styles=styles,
        brandings=brandings,
        issuer_base=issuer_base,
        servers=servers,
        users=users,
        groups=groups,
        keys=keys,
        families=families,
        guesses=guesses,
        access_tokens=access_tokens,
        machine=MachineTokens(clients=clients, servers=servers, pre_token=pre_token, tokens=tokens),
        refresh=refresh,
        revocation=Revocation(families),
        sign_in=sign_in,
        answers=answers,
        migration=migration,
        mfa=mfa,
        second_factors=second_factors,
        devices=devices,
        software_tokens=software_tokens,
        software_token_holders=SoftwareTokenHolders(
            access_tokens=access_tokens,
            pools=pools,
            clients=clients,
            users=users,
            sessions=sessions,
            tokens=software_tokens,
        ),
        code_exchange=CodeExchange(
            codes=authorization_codes, users=users, completion=completion, families=families
        ),
        browser_sessions=browser_sessions,
        hosted=hosted,
        self_service=self_service,
        risks=RiskConfigurations(database, clock=clock),
        log_delivery=LogDelivery(database),
        external=external,
    )


def _build_self_service(
    database: Database,
    *,
    pools: Pools,
    clients: AppClients,
    users: Users,
    triggers: Triggers,
    outbox: Outbox,
    custom_message: CustomMessage,
    clock: Clock,
) -> SelfService:
    codes = Codes(database, outbox=outbox, custom_message=custom_message, clock=clock)
    return SelfService(
        accounts=NamedAccounts(pools=pools, clients=clients, users=users),
        outbox=outbox,
        invitations=Invitations(outbox, custom_message=custom_message),
        codes=codes,
        proofs=Proofs(database, users=users, codes=codes),
        pre_sign_up=PreSignUp(triggers),
        post_confirmation=PostConfirmation(triggers),
    )
