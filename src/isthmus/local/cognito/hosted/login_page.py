"""/login: username and password, what else the user pool asks, and the way back to the app.

The authorization request in the address is checked again at each step, so nothing is kept for a browser in
which nobody has signed in.
"""

from starlette.responses import Response

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.delivery import is_recovered_by_admin_only
from isthmus.local.cognito.external.links import provider_links
from isthmus.local.cognito.hosted.browser import remember_session, session_of
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions, SignedInBrowser
from isthmus.local.cognito.hosted.challenge_pages import ChallengePages
from isthmus.local.cognito.hosted.fields import username_label
from isthmus.local.cognito.hosted.granting import Granting
from isthmus.local.cognito.hosted.page_data import PageData, forget_page_data, hand_on, page_data_of
from isthmus.local.cognito.hosted.screens import Screens, go_to
from isthmus.local.cognito.hosted.sign_in import HostedSignIn
from isthmus.local.cognito.hosted.visit import Visit
from isthmus.local.cognito.hosted.words import told
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.sign_in.attempt import Challenge

CONFIRMED, PASSWORD_CHANGED, WAITS = "confirmed", "password_changed", "waits"
_NOTICES = {
    CONFIRMED: "Your account is confirmed. Sign in.",
    PASSWORD_CHANGED: "Your password is changed. Sign in with it.",
    WAITS: "Your account waits for an administrator, who has to confirm it before you can sign in.",
}


class LoginPage:
    """Sign a person in."""

    def __init__(
        self,
        *,
        screens: Screens,
        sign_in: HostedSignIn,
        challenges: ChallengePages,
        sessions: BrowserSessions,
        granting: Granting,
    ) -> None:
        self._screens = screens
        self._sign_in = sign_in
        self._challenges = challenges
        self._sessions = sessions
        self._granting = granting

    async def show(self, visit: Visit) -> Response:
        """Ask for username and password."""
        if "none" in visit.asked.prompt:
            visit.asked.refuse("login_required", reason="prompt=none shows no page")
        data = page_data_of(visit)
        notice = _NOTICES.get(data.notice)
        username = visit.asked.login_hint or (data.username if notice else "")
        response = self._form(visit, username=username, notice=notice, error=None)
        if notice:
            forget_page_data(response, visit.request)
        return response

    async def take(self, visit: Visit, form: Form) -> Response:
        """Take the password, or the answer to what was asked after it."""
        try:
            if form.find("challenge") is None:
                result = await self._take_password(visit, form)
            else:
                result = await self._challenges.answer(visit, form)
        except AwsError as error:
            if error.code == "UserNotConfirmedException":
                return _confirm_first(visit, username=form.find("username") or "")
            text = told(error, visit.asked)
            return self._form(visit, username=form.find("username") or "", notice=None, error=text)
        return result if isinstance(result, Response) else await self._finish(visit, result)

    async def _take_password(self, visit: Visit, form: Form) -> SignedInBrowser | Response:
        username, password = form.find("username"), form.find("password")
        if username is None or password is None:
            error = "Enter your username and your password."
            return self._form(visit, username=username or "", notice=None, error=error)
        result = await self._sign_in.with_password(
            visit.asked, username=username, unverified_password=password
        )
        return await self._challenges.ask(visit, result) if isinstance(result, Challenge) else result

    async def _finish(self, visit: Visit, signed_in: SignedInBrowser) -> Response:
        """Go back to the app, and remember the browser."""
        pool = visit.asked.pool
        location = await self._granting.grant(visit.asked, signed_in)
        self._sessions.end(session_of(visit.request, pool_id=pool.id))
        response = go_to(location)
        token = self._sessions.start(pool, signed_in)
        remember_session(response, visit.request, pool_id=pool.id, token=token)
        forget_page_data(response, visit.request)
        return response

    def _form(self, visit: Visit, *, username: str, notice: str | None, error: str | None) -> Response:
        pool = visit.asked.pool
        return self._screens.show(
            "login.html",
            visit,
            username=username,
            has_local_users=visit.asked.has_local_users,
            providers=provider_links(visit.asked, query=visit.query),
            username_label=username_label(pool),
            can_sign_up=not pool.settings["AdminCreateUserConfig"].get("AllowAdminCreateUserOnly"),
            can_reset=not is_recovered_by_admin_only(pool),
            notice=notice,
            error=error,
        )


def _confirm_first(visit: Visit, *, username: str) -> Response:
    """Ask for the code of the sign-up; whoever comes here knows the password."""
    response = go_to(visit.address("/confirm"))
    hand_on(response, visit, PageData(username=username))
    return response
