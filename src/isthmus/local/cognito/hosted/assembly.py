"""Managed login, connected: the pages, the way to identity providers, and the codes that both lead to."""

from dataclasses import dataclass

import httpx2

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.external.attempts import ExternalAttempts
from isthmus.local.cognito.external.identities import ExternalIdentities
from isthmus.local.cognito.external.pages import ExternalPages
from isthmus.local.cognito.external.provider_answer import ProviderAnswers
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.external.sign_in import ExternalSignIn
from isthmus.local.cognito.hosted.authorization_codes import AuthorizationCodes
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRules
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.hosted.challenge_pages import ChallengePages
from isthmus.local.cognito.hosted.exchange import CodeExchange
from isthmus.local.cognito.hosted.granting import Granting
from isthmus.local.cognito.hosted.login_page import LoginPage
from isthmus.local.cognito.hosted.pages import Pages
from isthmus.local.cognito.hosted.recovery_pages import ConfirmForgotPasswordPage, ForgotPasswordPage
from isthmus.local.cognito.hosted.screens import Screens
from isthmus.local.cognito.hosted.self_service import HostedSelfService
from isthmus.local.cognito.hosted.sign_in import HostedSignIn
from isthmus.local.cognito.hosted.sign_up_pages import ConfirmPage, ConfirmUserLink, ResendPage, SignUpPage
from isthmus.local.cognito.hosted.software_token_setup import SoftwareTokenSetup
from isthmus.local.cognito.hosted.styling import Styling
from isthmus.local.cognito.hosted.web import HostedPages
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings
from isthmus.local.cognito.services import ExternalServices, SelfService
from isthmus.local.cognito.sign_in.assembly import SignInServices, build_mfa, build_software_token_holders
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.new_password import NewPassword
from isthmus.local.cognito.stores import Stores
from isthmus.local.cognito.ui_customization import UiCustomizations
from isthmus.local.openid import ProviderHttp


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserServices:
    """What serves browsers, and what administrators set of it."""

    pages: HostedPages
    sessions: BrowserSessions
    code_exchange: CodeExchange
    styles: UiCustomizations
    brandings: ManagedLoginBrandings
    external: ExternalServices


def build_hosted(
    stores: Stores,
    *,
    sign_in: SignInServices,
    self_service: SelfService,
    access_tokens: AccessTokens,
    issuer_base: str,
    provider_client: httpx2.AsyncClient,
) -> BrowserServices:
    """Connect the pages, the identity providers and the codes that both lead to."""
    # (1) What the pages keep.
    database, clock = stores.database, stores.clock
    styles, brandings = UiCustomizations(database, clock=clock), ManagedLoginBrandings(database, clock=clock)
    codes = AuthorizationCodes(database, clock=clock)
    mfa = build_mfa(stores, sessions=stores.page_sessions, sent_codes=sign_in.sent_codes)
    sessions = BrowserSessions(database, users=stores.users, mfa=mfa, clock=clock)
    external = ExternalServices(
        providers=IdentityProviders(database, clock=clock),
        http=ProviderHttp(provider_client),
        identities=ExternalIdentities(database, clock=clock),
    )

    # (2) What comes in, and what goes back to the app.
    rules = AuthorizationRules(
        pools=stores.pools,
        clients=stores.clients,
        domains=stores.domains,
        servers=stores.servers,
        providers=external.providers,
    )
    granting = Granting(codes=codes, completion=sign_in.completion, families=stores.families)

    # (3) What stands in between.
    pages = _build_pages(
        rules=rules,
        sessions=sessions,
        sign_in=_build_hosted_sign_in(stores, sign_in=sign_in, mfa=mfa),
        setup=SoftwareTokenSetup(
            holders=build_software_token_holders(
                stores, access_tokens=access_tokens, sessions=stores.page_sessions
            ),
            tokens=stores.software_tokens,
            mfa=mfa,
        ),
        self_service=HostedSelfService(
            accounts=self_service.accounts,
            users=stores.users,
            codes=self_service.codes,
            proofs=self_service.proofs,
            pre_sign_up=self_service.pre_sign_up,
            post_confirmation=self_service.post_confirmation,
            migration=sign_in.migration,
        ),
        styling=Styling(domains=stores.domains, styles=styles, brandings=brandings),
        granting=granting,
        external=_build_external_pages(
            stores,
            sign_in=_build_external_sign_in(
                stores, sign_in=sign_in, self_service=self_service, external=external
            ),
            rules=rules,
            external=external,
            sessions=sessions,
            granting=granting,
            issuer_base=issuer_base,
        ),
    )
    return BrowserServices(
        pages=pages,
        sessions=sessions,
        code_exchange=CodeExchange(
            codes=codes, users=stores.users, completion=sign_in.completion, families=stores.families
        ),
        styles=styles,
        brandings=brandings,
        external=external,
    )


def _build_hosted_sign_in(stores: Stores, *, sign_in: SignInServices, mfa: Mfa) -> HostedSignIn:
    return HostedSignIn(
        users=stores.users,
        sessions=stores.page_sessions,
        password=sign_in.password,
        new_password=NewPassword(sessions=stores.page_sessions, users=stores.users),
        mfa=mfa,
        completion=sign_in.completion,
        clock=stores.clock,
    )


def _build_external_pages(
    stores: Stores,
    *,
    sign_in: ExternalSignIn,
    rules: AuthorizationRules,
    external: ExternalServices,
    sessions: BrowserSessions,
    granting: Granting,
    issuer_base: str,
) -> ExternalPages:
    return ExternalPages(
        issuer_base=issuer_base,
        domains=stores.domains,
        rules=rules,
        providers=external.providers,
        attempts=ExternalAttempts(stores.database, clock=stores.clock),
        answers=ProviderAnswers(external.http, clock=stores.clock),
        sign_in=sign_in,
        sessions=sessions,
        granting=granting,
        clock=stores.clock,
    )


def _build_external_sign_in(
    stores: Stores, *, sign_in: SignInServices, self_service: SelfService, external: ExternalServices
) -> ExternalSignIn:
    return ExternalSignIn(
        stores.database,
        providers=external.providers,
        identities=external.identities,
        users=stores.users,
        groups=stores.groups,
        pre_sign_up=self_service.pre_sign_up,
        post_confirmation=self_service.post_confirmation,
        hooks=sign_in.hooks,
        completion=sign_in.completion,
    )


def _build_pages(
    *,
    rules: AuthorizationRules,
    sessions: BrowserSessions,
    sign_in: HostedSignIn,
    setup: SoftwareTokenSetup,
    self_service: HostedSelfService,
    granting: Granting,
    styling: Styling,
    external: ExternalPages,
) -> HostedPages:
    """Give every address its page."""
    renderer = Pages()
    screens = Screens(renderer, styling=styling)
    login = LoginPage(
        screens=screens,
        sign_in=sign_in,
        challenges=ChallengePages(screens=screens, sign_in=sign_in, setup=setup),
        sessions=sessions,
        granting=granting,
    )
    confirm = ConfirmPage(screens=screens, self_service=self_service)
    return HostedPages(
        rules=rules,
        sessions=sessions,
        granting=granting,
        renderer=renderer,
        styling=styling,
        pages={
            "/login": login,
            "/signup": SignUpPage(screens=screens, self_service=self_service),
            "/confirm": confirm,
            "/resendcode": ResendPage(confirm=confirm, self_service=self_service),
            "/forgotPassword": ForgotPasswordPage(screens=screens, self_service=self_service),
            "/confirmforgotPassword": ConfirmForgotPasswordPage(screens=screens, self_service=self_service),
        },
        confirm_user=ConfirmUserLink(pages=renderer, self_service=self_service),
        external=external,
    )
