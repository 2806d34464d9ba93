"""The addresses of managed login: /oauth2/authorize, /login, /logout.

/login takes the parameters of /oauth2/authorize and checks them again at each step, so nothing is kept for a
browser in which nobody has signed in.
"""

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.external.pages import RETURN_PATH, ExternalPages
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest, AuthorizationRules
from isthmus.local.cognito.hosted.browser import (
    check_form,
    forget_session,
    remember_session,
    session_of,
)
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions, SignedInBrowser
from isthmus.local.cognito.hosted.errors import PageError, RedirectError
from isthmus.local.cognito.hosted.granting import Granting
from isthmus.local.cognito.hosted.login_form import LoginForms, NewPasswordForm
from isthmus.local.cognito.hosted.pages import Pages, static_file
from isthmus.local.cognito.hosted.sign_in import HostedSignIn
from isthmus.local.cognito.oauth2.form import Form, parse_query, read_form
from isthmus.local.cognito.oauth2.responses import OAuthError
from isthmus.local.cognito.sign_in.attempt import Challenge

LOG = logging.getLogger(__name__)
_REMEDIES = {
    "PasswordResetRequiredException": "Choose a new password with the code that was sent to you.",
    "UserNotConfirmedException": "Confirm the account with the code that was sent to you.",
}
_Handler = Callable[[Request], Awaitable[Response]]


class HostedPages:
    """Answer browsers."""

    def __init__(
        self,
        *,
        rules: AuthorizationRules,
        sessions: BrowserSessions,
        sign_in: HostedSignIn,
        granting: Granting,
        external: ExternalPages,
    ) -> None:
        self._rules = rules
        self._sessions = sessions
        self._sign_in = sign_in
        self._granting = granting
        self._external = external
        self._pages = Pages()
        self._forms = LoginForms(self._pages)

    def routes(self) -> list[Route]:
        """Give the addresses."""
        return [
            Route("/oauth2/authorize", self._edge(self._authorize), methods=["GET"]),
            Route(RETURN_PATH, self._edge(self._external.come_back), methods=["GET"]),
            Route("/login", self._edge(self._show_login), methods=["GET"]),
            Route("/login", self._edge(self._take_login), methods=["POST"]),
            Route("/login/{name}", _static, methods=["GET"]),
            Route("/logout", self._edge(self._logout), methods=["GET"]),
        ]

    async def _authorize(self, request: Request) -> Response:
        asked = self._verify(request)
        signed_in = self._sessions.find(session_of(request), pool=asked.pool)
        if signed_in is not None and "login" not in asked.prompt and asked.takes(signed_in.provider):
            return _redirect(await self._granting.grant(asked, signed_in))
        if "none" in asked.prompt:
            asked.refuse("login_required", reason="nobody is signed in, and prompt=none")
        if asked.external_provider is not None:
            return self._external.leave(request, asked)
        return _redirect(f"/login?{request.url.query}")

    async def _show_login(self, request: Request) -> Response:
        asked = self._verify(request)
        if "none" in asked.prompt:
            asked.refuse("login_required", reason="prompt=none shows no page")
        return self._forms.password(request, asked, username=asked.login_hint or "", error=None)

    async def _take_login(self, request: Request) -> Response:
        # (1) Is it an answer to our page?
        asked = self._verify(request)
        form = await _read_form(request)
        check_form(request, form)

        # (2) Is it the user?
        is_new_password = form.find("session") is not None
        judge = self._judge_new_password if is_new_password else self._judge_password
        result = await judge(request, asked, form)
        if isinstance(result, Response):
            return result

        # (3) Back to the app, and remember the browser.
        location = await self._granting.grant(asked, result)
        self._sessions.end(session_of(request))
        response = _redirect(location)
        remember_session(response, request, token=self._sessions.start(asked.pool, result))
        return response

    async def _judge_password(
        self, request: Request, asked: AuthorizationRequest, form: Form
    ) -> SignedInBrowser | Response:
        username, password = form.find("username"), form.find("password")
        if username is None or password is None:
            error = "Enter your username and your password."
            return self._forms.password(request, asked, username=username or "", error=error)
        try:
            result = await self._sign_in.with_password(asked, username=username, unverified_password=password)
        except AwsError as error:
            return self._forms.password(request, asked, username=username, error=_told(error))
        if isinstance(result, Challenge):
            wanted = NewPasswordForm.asked(result)
            return self._forms.new_password(request, asked, wanted=wanted, error=None)
        return result

    async def _judge_new_password(
        self, request: Request, asked: AuthorizationRequest, form: Form
    ) -> SignedInBrowser | Response:
        wanted, new_password = NewPasswordForm.sent(form), form.find("new_password") or ""
        if not new_password or not wanted.is_complete:
            error = "Fill in every field."
            return self._forms.new_password(request, asked, wanted=wanted, error=error)
        if new_password != form.find("confirmation"):
            error = "The two passwords differ."
            return self._forms.new_password(request, asked, wanted=wanted, error=error)
        try:
            return await self._sign_in.with_new_password(
                asked,
                username=wanted.username,
                unverified_session=wanted.session,
                answers=wanted.answers(new_password),
            )
        except AwsError as error:
            told = _told(error)
            if error.code == "InvalidPasswordException":
                return self._forms.new_password(request, asked, wanted=wanted, error=told)
            return self._forms.password(request, asked, username=wanted.username, error=told)

    async def _logout(self, request: Request) -> Response:
        """WIRE: AWS ends the session even if it then knows no place to go (streamlit/streamlit#14601)."""
        self._sessions.end(session_of(request))
        response: Response
        try:
            response = _redirect(self._after_logout(request))
        except (PageError, RedirectError) as error:
            response = self._refusal(error)
        forget_session(response, request)
        return response

    def _after_logout(self, request: Request) -> str:
        sent = _parse_query(request)
        client = self._rules.verify_client(sent.find("client_id"), host=request.headers.get("host", ""))
        logout_uri = sent.find("logout_uri")
        if logout_uri is None:
            self._verify(request)
            return f"/login?{request.url.query}"
        return _verify_logout_uri(logout_uri, client=client)

    def _verify(self, request: Request) -> AuthorizationRequest:
        return self._rules.verify(_parse_query(request), host=request.headers.get("host", ""))

    def _edge(self, handler: _Handler) -> _Handler:
        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except (PageError, RedirectError) as error:
                return self._refusal(error)

        return answer

    def _refusal(self, error: PageError | RedirectError) -> Response:
        LOG.info("browser refused: %s: %s", error.error, error)
        if isinstance(error, RedirectError):
            return _redirect(error.location)
        return self._pages.render("error.html", callback=None, status=400, error=error.error, text=error.text)


def _verify_logout_uri(unverified_uri: str, *, client: AppClient) -> str:
    # SECURITY: character by character, as with redirect_uri.
    if unverified_uri not in client.settings.get("LogoutURLs", ()):
        raise PageError("redirect_mismatch", "The logout_uri is none of the app client's LogoutURLs.")
    return unverified_uri


def _redirect(location: str) -> Response:
    return RedirectResponse(location, status_code=302, headers={"Cache-Control": "no-store"})


def _told(error: AwsError) -> str:
    """Give AWS's words for the page, and what a person can do; the log has the reason."""
    LOG.info("sign-in refused: %s: %s", error.code, error.reason or "as the page says")
    remedy = _REMEDIES.get(error.code)
    return error.message if remedy is None else f"{error.message.rstrip('.')}. {remedy}"


def _parse_query(request: Request) -> Form:
    try:
        return parse_query(request.scope["query_string"])
    except OAuthError as error:
        raise PageError("invalid_request", f"The request is malformed: {error}.") from error


async def _read_form(request: Request) -> Form:
    try:
        return await read_form(request)
    except OAuthError as error:
        raise PageError("invalid_request", f"The form is malformed: {error}.") from error


async def _static(request: Request) -> Response:
    return static_file(request.path_params["name"]) or Response(status_code=404)
