"""The addresses of managed login. Page: developerguide/managed-login-endpoints.

Every page takes the parameters of /oauth2/authorize and checks them again; every form is one of our own.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.external.pages import RETURN_PATH, ExternalPages
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest, AuthorizationRules
from isthmus.local.cognito.hosted.browser import check_form, forget_session, session_of, signed_in_pools
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.hosted.errors import PageError, RedirectError
from isthmus.local.cognito.hosted.granting import Granting
from isthmus.local.cognito.hosted.pages import Pages, static_file
from isthmus.local.cognito.hosted.screens import go_to
from isthmus.local.cognito.hosted.sign_up_pages import ConfirmUserLink
from isthmus.local.cognito.hosted.styling import ASSETS, Styling
from isthmus.local.cognito.hosted.visit import Visit
from isthmus.local.cognito.oauth2.form import Form, parse_query, read_form
from isthmus.local.cognito.oauth2.responses import OAuthError

LOG = logging.getLogger(__name__)
_Handler = Callable[[Request], Awaitable[Response]]
# What /error may be asked to say. SECURITY: nobody else's words are shown.
_ERRORS = {
    "invalid_client": "The app is not known here.",
    "invalid_request": "The app asked for something that makes no sense.",
    "redirect_mismatch": "The app named an address that is not registered for it.",
    "unauthorized_client": "The app may not do that.",
}


class Page(Protocol):
    """One page with a form."""

    async def show(self, visit: Visit) -> Response:
        """Show it."""

    async def take(self, visit: Visit, form: Form) -> Response:
        """Take its form, which is proven to be ours."""


class HostedPages:
    """Answer browsers."""

    def __init__(
        self,
        *,
        rules: AuthorizationRules,
        sessions: BrowserSessions,
        granting: Granting,
        renderer: Pages,
        styling: Styling,
        pages: dict[str, Page],
        confirm_user: ConfirmUserLink,
        external: ExternalPages,
    ) -> None:
        self._rules = rules
        self._sessions = sessions
        self._granting = granting
        self._renderer = renderer
        self._styling = styling
        self._pages = pages
        self._confirm_user = confirm_user
        self._external = external

    def routes(self) -> list[Route]:
        """Give the addresses."""
        return [
            Route("/oauth2/authorize", self._edge(self._authorize), methods=["GET"]),
            Route(RETURN_PATH, self._edge(self._external.come_back), methods=["GET"]),
            Route("/login/{name}", _static, methods=["GET"]),
            Route(ASSETS, self._styling.serve, methods=["GET"]),
            Route("/logout", self._edge(self._logout), methods=["GET"]),
            Route("/confirmUser", self._edge(self._open_link), methods=["GET"]),
            Route("/error", self._edge(_error), methods=["GET"]),
            *(
                Route(path, self._edge(self._shown(page)), methods=["GET"])
                for path, page in self._pages.items()
            ),
            *(
                Route(path, self._edge(self._taken(page)), methods=["POST"])
                for path, page in self._pages.items()
            ),
        ]

    async def _authorize(self, request: Request) -> Response:
        asked = self._verify(request)
        unverified_session = session_of(request, pool_id=asked.pool.id)
        signed_in = self._sessions.find(unverified_session, request=asked)
        if signed_in is not None and "login" not in asked.prompt and asked.takes(signed_in.provider):
            return go_to(await self._granting.grant(asked, signed_in))
        if "none" in asked.prompt:
            asked.refuse("login_required", reason="nobody is signed in, and prompt=none")
        if asked.external_provider is not None:
            return self._external.leave(request, asked)
        return go_to(f"/login?{request.url.query}")

    def _shown(self, page: Page) -> _Handler:
        async def answer(request: Request) -> Response:
            return await page.show(Visit(request=request, asked=self._verify(request)))

        return answer

    def _taken(self, page: Page) -> _Handler:
        async def answer(request: Request) -> Response:
            visit = Visit(request=request, asked=self._verify(request))
            if not visit.asked.has_local_users:
                # SECURITY: a form can be sent without its page.
                raise PageError("unauthorized_client", "SupportedIdentityProviders of the app lacks COGNITO.")
            form = await _read_form(request)
            check_form(request, form)
            return await page.take(visit, form)

        return answer

    async def _open_link(self, request: Request) -> Response:
        sent = _parse_query(request)
        client = self._verify_client(request, sent)
        return await self._confirm_user.open(request, client=client, sent=sent)

    async def _logout(self, request: Request) -> Response:
        """WIRE: AWS ends the session even if it then knows no place to go (streamlit/streamlit#14601)."""
        pool_ids = signed_in_pools(request)
        response: Response
        try:
            sent = _parse_query(request)
            client = self._verify_client(request, sent)
            pool_ids = (client.pool_id,)
            response = go_to(self._after_logout(request, sent, client))
        except (PageError, RedirectError) as error:
            response = self._refusal(error)
        for pool_id in pool_ids:
            self._sessions.end(session_of(request, pool_id=pool_id))
            forget_session(response, request, pool_id=pool_id)
        return response

    def _after_logout(self, request: Request, sent: Form, client: AppClient) -> str:
        logout_uri = sent.find("logout_uri")
        if logout_uri is None:
            self._verify(request)
            return f"/login?{request.url.query}"
        return _verify_logout_uri(logout_uri, client=client)

    def _verify(self, request: Request) -> AuthorizationRequest:
        return self._rules.verify(_parse_query(request), host=request.headers.get("host", ""))

    def _verify_client(self, request: Request, sent: Form) -> AppClient:
        return self._rules.verify_client(sent.find("client_id"), host=request.headers.get("host", ""))

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
            return go_to(error.location)
        return self._renderer.render(
            "error.html", callback=None, status=400, error=error.error, text=error.text
        )


def _verify_logout_uri(unverified_uri: str, *, client: AppClient) -> str:
    # SECURITY: character by character, as with redirect_uri.
    if unverified_uri not in client.settings.get("LogoutURLs", ()):
        raise PageError("redirect_mismatch", "The logout_uri is none of the app client's LogoutURLs.")
    return unverified_uri


async def _error(request: Request) -> Response:
    error = _parse_query(request).find("error") or ""
    known = error if error in _ERRORS else "server_error"
    raise PageError(known, _ERRORS.get(known, "Something went wrong. Go back to the app and start again."))


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
