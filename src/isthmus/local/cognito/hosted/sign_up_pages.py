"""/signup, /confirm, /resendcode and the link /confirmUser: becoming a user of the pool.

Page: developerguide/managed-login-endpoints. After the confirmation a person signs in; whether AWS signs in
by itself there is not documented.
"""

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import not_authorized
from isthmus.local.cognito.hosted.errors import PageError
from isthmus.local.cognito.hosted.fields import (
    attribute_fields,
    missing_labels,
    please_fill_in,
    sign_up_attributes,
    typed,
    username_label,
)
from isthmus.local.cognito.hosted.login_page import CONFIRMED, WAITS
from isthmus.local.cognito.hosted.page_data import PageData, hand_on, page_data_of
from isthmus.local.cognito.hosted.pages import Pages
from isthmus.local.cognito.hosted.screens import Screens, go_to
from isthmus.local.cognito.hosted.self_service import HostedSelfService, SignedUp
from isthmus.local.cognito.hosted.visit import Visit
from isthmus.local.cognito.hosted.words import describe_policy, told
from isthmus.local.cognito.oauth2.form import Form

_SENT_AGAIN = "sent_again"


class SignUpPage:
    """Make an account."""

    def __init__(self, *, screens: Screens, self_service: HostedSelfService) -> None:
        self._screens = screens
        self._self_service = self_service

    async def show(self, visit: Visit) -> Response:
        """Ask for a name, a password and what the pool requires."""
        _check_is_allowed(visit)
        return self._form(visit, form=None, error=None)

    async def take(self, visit: Visit, form: Form) -> Response:
        """Make the user; then ask for the code that was sent, if one was."""
        _check_is_allowed(visit)
        fields = attribute_fields(sign_up_attributes(visit.asked.pool), form=form)
        username, password = form.find("username"), form.find("password")
        missing = [] if username else [username_label(visit.asked.pool)]
        missing += missing_labels(fields) + ([] if password else ["Password"])
        if username is None or password is None or missing:
            return self._form(visit, form=form, error=please_fill_in(missing))
        if password != form.find("confirmation"):
            return self._form(visit, form=form, error="The two passwords differ.")
        try:
            signed_up = await self._self_service.sign_up(
                visit.asked, username=username, password=password, attributes=typed(fields)
            )
        except AwsError as error:
            return self._form(visit, form=form, error=told(error, visit.asked))
        return _after_sign_up(visit, signed_up, username=username)

    def _form(self, visit: Visit, *, form: Form | None, error: str | None) -> Response:
        pool = visit.asked.pool
        return self._screens.show(
            "signup.html",
            visit,
            username="" if form is None else form.find("username") or "",
            username_label=username_label(pool),
            fields=attribute_fields(sign_up_attributes(pool), form=form),
            policy=describe_policy(pool.settings["Policies"]["PasswordPolicy"]),
            error=error,
        )


class ConfirmPage:
    """Take the code that confirms a sign-up."""

    def __init__(self, *, screens: Screens, self_service: HostedSelfService) -> None:
        self._screens = screens
        self._self_service = self_service

    async def show(self, visit: Visit) -> Response:
        """Ask for the code."""
        data = page_data_of(visit)
        notice = "A new code was sent." if data.notice == _SENT_AGAIN else None
        return self._form(visit, data, notice=notice, error=None)

    async def take(self, visit: Visit, form: Form) -> Response:
        """Confirm the user."""
        data, code = _data_of(visit, form), form.find("code")
        if code is None or not data.username:
            return self._form(visit, data, notice=None, error="Enter the code that was sent to you.")
        try:
            await self._self_service.confirm(visit.asked.client, username=data.username, unverified_code=code)
        except AwsError as error:
            return self._form(visit, data, notice=None, error=told(error, visit.asked))
        response = go_to(visit.address("/login"))
        hand_on(response, visit, PageData(username=data.username, notice=CONFIRMED))
        return response

    def refuse(self, visit: Visit, form: Form, error: AwsError) -> Response:
        """Show the page again because no other code can be sent."""
        return self._form(visit, _data_of(visit, form), notice=None, error=told(error, visit.asked))

    def _form(self, visit: Visit, data: PageData, *, notice: str | None, error: str | None) -> Response:
        label = username_label(visit.asked.pool)
        return self._screens.show(
            "confirm.html", visit, data=data, username_label=label, notice=notice, error=error
        )


class ResendPage:
    """Send another code."""

    def __init__(self, *, confirm: ConfirmPage, self_service: HostedSelfService) -> None:
        self._confirm = confirm
        self._self_service = self_service

    async def show(self, visit: Visit) -> Response:
        """Go to where the button is. SECURITY: nothing is sent for following a link."""
        return go_to(visit.address("/confirm"))

    async def take(self, visit: Visit, form: Form) -> Response:
        """Send it."""
        username = form.find("username") or page_data_of(visit).username
        try:
            sent_to = await self._self_service.resend(visit.asked, username=username)
        except AwsError as error:
            return self._confirm.refuse(visit, form, error)
        response = go_to(visit.address("/confirm"))
        hand_on(response, visit, PageData(username=username, sent_to=sent_to or "", notice=_SENT_AGAIN))
        return response


class ConfirmUserLink:
    """Take the link of a message: `/confirmUser?client_id=…&user_name=…&confirmation_code=…`.

    WIRE: a GET confirms, as on AWS; it leads nowhere else, so that no parameter can redirect.
    """

    def __init__(self, *, pages: Pages, self_service: HostedSelfService) -> None:
        self._pages = pages
        self._self_service = self_service

    async def open(self, request: Request, *, client: AppClient, sent: Form) -> Response:
        """Confirm the user, or raise PageError."""
        username, code = sent.find("user_name"), sent.find("confirmation_code")
        if username is None or code is None or request.method != "GET":
            raise PageError("invalid_request", "This link is incomplete.")
        try:
            await self._self_service.confirm(client, username=username, unverified_code=code)
        except AwsError as error:
            raise PageError("invalid_request", error.message) from error
        return self._pages.render("confirmed.html", callback=None)


def _check_is_allowed(visit: Visit) -> None:
    is_closed = visit.asked.pool.settings["AdminCreateUserConfig"].get("AllowAdminCreateUserOnly")
    if is_closed or not visit.asked.has_local_users:
        error = not_authorized("SignUp is not permitted for this user pool")
        raise PageError("unauthorized_client", error.message)


def _after_sign_up(visit: Visit, signed_up: SignedUp, *, username: str) -> Response:
    if signed_up.is_confirmed or signed_up.sent_to is None:
        notice = CONFIRMED if signed_up.is_confirmed else WAITS
        path, data = "/login", PageData(username=username, notice=notice)
    else:
        path, data = "/confirm", PageData(username=username, sent_to=signed_up.sent_to)
    response = go_to(visit.address(path))
    hand_on(response, visit, data)
    return response


def _data_of(visit: Visit, form: Form) -> PageData:
    """What the form says, and where the code went if it is about the same user."""
    handed = page_data_of(visit)
    username = form.find("username") or handed.username
    return PageData(username=username, sent_to=handed.sent_to if handed.username == username else "")
