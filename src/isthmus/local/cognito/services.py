"""What the operations work with. `assembly` builds it once."""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.codes import Codes
from isthmus.local.cognito.devices import Devices
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.external.identities import ExternalIdentities
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.hosted.exchange import CodeExchange
from isthmus.local.cognito.hosted.web import HostedPages
from isthmus.local.cognito.invitations import Invitations
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.log_delivery import LogDelivery
from isthmus.local.cognito.machine import MachineTokens
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.proofs import Proofs
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.revocation import Revocation
from isthmus.local.cognito.risk_configurations import RiskConfigurations
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.sessions import ChallengeSessions
from isthmus.local.cognito.sign_in.answers import Answers
from isthmus.local.cognito.sign_in.flows import SignIn
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses
from isthmus.local.cognito.sign_in.refresh import Refresh
from isthmus.local.cognito.sign_in.software_token_holder import SoftwareTokenHolders
from isthmus.local.cognito.sign_in.user_migration import UserMigration
from isthmus.local.cognito.sign_up import PostConfirmation, PreSignUp
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.token_families import TokenFamilies
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
    sessions: ChallengeSessions
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
