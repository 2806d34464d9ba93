"""/forgotPassword and /confirmforgotPassword: a new password by a code.

Page: developerguide/managed-login-endpoints; the second address is written as AWS writes it.
"""

from starlette.responses import Response

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.hosted.fields import please_fill_in, username_label
from isthmus.local.cognito.hosted.login_page import PASSWORD_CHANGED
from isthmus.local.cognito.hosted.page_data import PageData, hand_on, page_data_of
from isthmus.local.cognito.hosted.screens import Screens, go_to
from isthmus.local.cognito.hosted.self_service import HostedSelfService
from isthmus.local.cognito.hosted.visit import Visit
from isthmus.local.cognito.hosted.words import describe_policy, told
from isthmus.local.cognito.oauth2.form import Form


class ForgotPasswordPage:
    """Send a code."""

    def __init__(self, *, screens: Screens, self_service: HostedSelfService) -> None:
        self._screens = screens
        self._self_service = self_service

    async def show(self, visit: Visit) -> Response:
        """Ask for the username."""
        return self._form(visit, username=visit.asked.login_hint or "", error=None)

    async def take(self, visit: Visit, form: Form) -> Response:
        """Send the code, to whom the name leads to; with PreventUserExistenceErrors nobody learns to whom."""
        username = form.find("username")
        if username is None:
            error = please_fill_in([username_label(visit.asked.pool)])
            return self._form(visit, username="", error=error)
        try:
            sent_to = await self._self_service.forget_password(visit.asked, username=username)
        except AwsError as error:
            return self._form(visit, username=username, error=told(error, visit.asked))
        response = go_to(visit.address("/confirmforgotPassword"))
        hand_on(response, visit, PageData(username=username, sent_to=sent_to or ""))
        return response

    def _form(self, visit: Visit, *, username: str, error: str | None) -> Response:
        label = username_label(visit.asked.pool)
        return self._screens.show(
            "forgot_password.html", visit, username=username, username_label=label, error=error
        )


class ConfirmForgotPasswordPage:
    """Take the code and the new password."""

    def __init__(self, *, screens: Screens, self_service: HostedSelfService) -> None:
        self._screens = screens
        self._self_service = self_service

    async def show(self, visit: Visit) -> Response:
        """Ask for them."""
        return self._form(visit, page_data_of(visit), error=None)

    async def take(self, visit: Visit, form: Form) -> Response:
        """Set the password; then the person signs in."""
        handed = page_data_of(visit)
        username = form.find("username") or handed.username
        data = PageData(username=username, sent_to=handed.sent_to if handed.username == username else "")
        code, password = form.find("code"), form.find("new_password")
        if not username or code is None or password is None:
            return self._form(visit, data, error="Enter the code and a new password.")
        if password != form.find("confirmation"):
            return self._form(visit, data, error="The two passwords differ.")
        try:
            await self._self_service.reset_password(
                visit.asked, username=username, unverified_code=code, password=password
            )
        except AwsError as error:
            return self._form(visit, data, error=told(error, visit.asked))
        response = go_to(visit.address("/login"))
        hand_on(response, visit, PageData(username=username, notice=PASSWORD_CHANGED))
        return response

    def _form(self, visit: Visit, data: PageData, *, error: str | None) -> Response:
        pool = visit.asked.pool
        return self._screens.show(
            "reset_password.html",
            visit,
            data=data,
            username_label=username_label(pool),
            policy=describe_policy(pool.settings["Policies"]["PasswordPolicy"]),
            error=error,
        )
