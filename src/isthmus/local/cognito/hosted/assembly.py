"""The pages of managed login, connected."""

from isthmus.local.cognito.external.pages import ExternalPages
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRules
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.hosted.challenge_pages import ChallengePages
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


def build_pages(
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
