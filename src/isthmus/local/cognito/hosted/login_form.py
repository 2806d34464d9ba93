"""The two forms of /login, filled in: who asks, what was typed, what was wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.cognito.external.links import provider_links
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.hosted.browser import browser_of, form_token, remember_browser
from isthmus.local.cognito.hosted.pages import Pages
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.sign_in.attempt import Challenge

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import PasswordPolicyTypeTypeDef

_PREFIX = "userAttributes."
# What browsers may fill in (WCAG 2.2, 1.3.5).
_AUTOCOMPLETE = {
    "birthdate": "bday",
    "email": "email",
    "family_name": "family-name",
    "given_name": "given-name",
    "middle_name": "additional-name",
    "name": "name",
    "nickname": "nickname",
    "phone_number": "tel",
    "website": "url",
}
_LABELS = {"email": "Email", "phone_number": "Phone number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasswordForm:
    """What the second form asks, and what was typed there. `missing` are required attributes."""

    username: str
    session: str = field(repr=False)
    missing: Sequence[str]
    given: Mapping[str, str]

    @classmethod
    def asked(cls, challenge: Challenge) -> "NewPasswordForm":
        """Give the empty form for a NEW_PASSWORD_REQUIRED challenge."""
        assert challenge.session is not None, "only PASSWORD_VERIFIER carries its session elsewhere"
        missing = json.loads(challenge.parameters["requiredAttributes"])
        return cls(
            username=challenge.parameters["USER_ID_FOR_SRP"],
            session=challenge.session,
            missing=[name.removeprefix(_PREFIX) for name in missing],
            given={},
        )

    @classmethod
    def sent(cls, form: Form) -> "NewPasswordForm":
        """Give what came back; nothing in it is trusted before the session is."""
        missing = (form.find("missing") or "").split()
        return cls(
            username=form.find("username") or "",
            session=form.find("session") or "",
            missing=missing,
            given={name: form.find(f"{_PREFIX}{name}") or "" for name in missing},
        )

    @property
    def is_complete(self) -> bool:
        """Whether every attribute that is asked for is there."""
        return all(self.given.values())

    def answers(self, new_password: str) -> dict[str, str]:
        """Give the answer in the words of the API's challenge."""
        return {"NEW_PASSWORD": new_password} | {
            f"{_PREFIX}{name}": value for name, value in self.given.items() if value
        }


class LoginForms:
    """Show the forms, tied to the browser and to the authorization request in the address."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def password(
        self, request: Request, asked: AuthorizationRequest, *, username: str, error: str | None
    ) -> Response:
        """Ask for username and password."""
        labels = [_LABELS[name] for name in asked.pool.username_attributes]
        return self._show(
            "login.html",
            request,
            asked,
            username=username,
            has_local_users=asked.has_local_users,
            providers=provider_links(asked, query=request.scope["query_string"]),
            username_label=" or ".join(labels).capitalize() if labels else "Username",
            error=error,
        )

    def new_password(
        self, request: Request, asked: AuthorizationRequest, *, wanted: NewPasswordForm, error: str | None
    ) -> Response:
        """Ask for the password that replaces a temporary one."""
        return self._show(
            "new_password.html",
            request,
            asked,
            username=wanted.username,
            session=wanted.session,
            missing=wanted.missing,
            given=wanted.given,
            autocomplete=_AUTOCOMPLETE,
            policy=_describe(asked.pool.settings["Policies"]["PasswordPolicy"]),
            error=error,
        )

    def _show(self, template: str, request: Request, asked: AuthorizationRequest, **values: Any) -> Response:
        browser, query = browser_of(request), request.scope["query_string"]
        response = self._pages.render(
            template,
            callback=asked.redirect_uri,
            app=asked.client.name,
            action=f"/login?{query.decode('ascii')}",
            csrf=form_token(browser, query=query),
            **values,
        )
        remember_browser(response, request, browser=browser)
        return response


def _describe(policy: "PasswordPolicyTypeTypeDef") -> str:
    kinds = {
        "an upper-case letter": policy.get("RequireUppercase"),
        "a lower-case letter": policy.get("RequireLowercase"),
        "a digit": policy.get("RequireNumbers"),
        "a symbol": policy.get("RequireSymbols"),
    }
    needed = [name for name, is_needed in kinds.items() if is_needed]
    length = f"At least {policy['MinimumLength']} characters"
    return f"{length}, with {_listed(needed)}." if needed else f"{length}."


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
