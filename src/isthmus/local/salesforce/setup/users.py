"""/setup/users: the org's people. Create one, find one."""

import secrets
from typing import Any

from starlette.responses import Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError, RestError
from isthmus.local.salesforce.rest import records
from isthmus.local.salesforce.rest.objects import USER
from isthmus.local.salesforce.rest.values import check_values
from isthmus.local.salesforce.setup.addresses import SETUP
from isthmus.local.salesforce.setup.door import Form, Visit
from isthmus.local.salesforce.store.users import ALIAS_LENGTH, PROFILES, STANDARD
from isthmus.secret import Secret

USERS = f"{SETUP}/users"
SHOWN = 100

_PASSWORD_BYTES = 12
_BLANK = {"username": "", "email": "", "first_name": "", "last_name": "", "profile": STANDARD}
_FIXED = {
    "TimeZoneSidKey": "America/Los_Angeles",
    "LocaleSidKey": "en_US",
    "LanguageLocaleKey": "en_US",
    "EmailEncodingKey": "UTF-8",
}


async def show(visit: Visit) -> Response:
    """Show the users whose username begins with what was searched for."""
    return _list(visit, search=visit.query().get("search", ""))


async def create(visit: Visit, form: Form) -> Response:
    """Create a user with a password of the org's making, shown once; refuse in REST's words."""
    try:
        user_id = _create(visit, form)
    except RestError as error:
        message = str(error).replace("<br>", " ")
        return _list(visit, search="", entered=form, error=message, status=400)
    if form.get("email_verified") == "yes":
        visit.parts.users.set_email_verified(user_id, is_verified=True)
    return show_password(visit, user_id=user_id)


def show_password(visit: Visit, *, user_id: str) -> Response:
    """Give a user a fresh password and show it, this once."""
    password = Secret(secrets.token_urlsafe(_PASSWORD_BYTES))
    visit.parts.users.set_password(user_id, password)
    user = visit.parts.users.get(user_id)
    # SECURITY: the one place where it is seen; the database keeps its hash.
    return visit.render("password", user=user, password=password.reveal(), users=USERS)


def _create(visit: Visit, form: Form) -> str:
    username = form.get("username", "")
    profile = form.get("profile", "")
    if profile not in PROFILES:
        raise PageError("invalid_request", "Choose one of the profiles.")
    values = {
        "Username": username,
        "Email": form.get("email", ""),
        "LastName": form.get("last_name", ""),
        "FirstName": form.get("first_name") or None,
        "Alias": username.partition("@")[0][:ALIAS_LENGTH],
        "ProfileId": visit.parts.users.profile_id(profile),
        **_FIXED,
    }
    try:
        return records.create(visit.parts, USER, check_values(USER, values))
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error


def _list(
    visit: Visit, *, search: str, entered: Form | None = None, error: str | None = None, status: int = 200
) -> Response:
    values: dict[str, Any] = {
        "users": visit.parts.users.beginning_with(search, limit=SHOWN),
        "search": search,
        "limit": SHOWN,
        "profiles": PROFILES,
        "entered": {**_BLANK, **(entered or {})},
        "error": error,
    }
    return visit.render("users", status=status, **values)
