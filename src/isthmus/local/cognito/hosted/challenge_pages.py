"""The pages between a right password and the app: a new password, a code, an authenticator app to set up.

A challenge whose answer is a code needs one line in `_CODES`: the form and the way back are the same for all.
"""

import json
import re
from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.hosted.browser_sessions import SignedInBrowser
from isthmus.local.cognito.hosted.fields import (
    PREFIX,
    Field,
    attribute_fields,
    missing_labels,
    please_fill_in,
    typed,
)
from isthmus.local.cognito.hosted.screens import Screens
from isthmus.local.cognito.hosted.sign_in import HostedSignIn
from isthmus.local.cognito.hosted.software_token_setup import Setup, SoftwareTokenSetup
from isthmus.local.cognito.hosted.visit import Visit
from isthmus.local.cognito.hosted.words import describe_policy, told
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.sign_in.attempt import Challenge
from isthmus.local.cognito.sign_in.mfa import MFA_SETUP
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA

_CODES = {
    SOFTWARE_TOKEN_MFA: "Enter the code that your authenticator app shows.",
    "SMS_MFA": "Enter the code that was sent to your phone",
    "EMAIL_OTP": "Enter the code that was sent to your email address",
}
_CODE = re.compile(r"[0-9]{4,10}", re.ASCII)
_MISTYPED = ("CodeMismatchException", "EnableSoftwareTokenMFAException")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A challenge as its form carries it; nothing that came back is trusted before the session is."""

    challenge: str
    username: str
    session: str
    sent_to: str = ""
    missing: tuple[str, ...] = ()

    @classmethod
    def asked(cls, challenge: Challenge) -> "_Question":
        assert challenge.session is not None, "only PASSWORD_VERIFIER carries its session elsewhere"
        given = challenge.parameters
        missing = json.loads(given.get("requiredAttributes", "[]"))
        return cls(
            challenge=challenge.name,
            username=given["USER_ID_FOR_SRP"],
            session=challenge.session,
            sent_to=given.get("CODE_DELIVERY_DESTINATION", ""),
            missing=tuple(name.removeprefix(PREFIX) for name in missing),
        )

    @classmethod
    def sent(cls, form: Form, visit: Visit) -> "_Question":
        known = {attribute["Name"] for attribute in visit.asked.pool.schema}
        missing = (form.find("missing") or "").split()
        return cls(
            challenge=form.find("challenge") or "",
            username=form.find("username") or "",
            session=form.find("session") or "",
            sent_to=form.find("sent_to") or "",
            missing=tuple(name for name in dict.fromkeys(missing) if name in known),
        )


class ChallengePages:
    """Ask what `HostedSignIn` wants to know besides the password, and take the answers.

    AwsError is raised where the sign-in has to begin again.
    """

    def __init__(self, *, screens: Screens, sign_in: HostedSignIn, setup: SoftwareTokenSetup) -> None:
        self._screens = screens
        self._sign_in = sign_in
        self._setup = setup

    async def ask(self, visit: Visit, challenge: Challenge) -> Response:
        """Show the page of a challenge."""
        question = _Question.asked(challenge)
        if question.challenge == NEW_PASSWORD_REQUIRED:
            return self._show_new_password(visit, question, form=None, error=None)
        if question.challenge == MFA_SETUP and SOFTWARE_TOKEN_MFA in challenge.parameters["MFAS_CAN_SETUP"]:
            setup = await self._setup.begin(username=question.username, session=question.session)
            return self._show_setup(visit, setup, error=None)
        if question.challenge in _CODES:
            return self._show_code(visit, question, error=None)
        raise UnsupportedError(f"The challenge {question.challenge} at the sign-in pages")

    async def answer(self, visit: Visit, form: Form) -> SignedInBrowser | Response:
        """Take the form of a challenge."""
        question = _Question.sent(form, visit)
        if question.challenge == NEW_PASSWORD_REQUIRED:
            return await self._take_new_password(visit, question, form)
        code = "".join((form.find("code") or "").split())
        if question.challenge == MFA_SETUP:
            return await self._take_setup(visit, question, code)
        if question.challenge in _CODES:
            return await self._take_code(visit, question, code)
        raise UnsupportedError("Another challenge at the sign-in pages")

    async def _take_new_password(
        self, visit: Visit, question: _Question, form: Form
    ) -> SignedInBrowser | Response:
        fields = attribute_fields(question.missing, form=form)
        new_password = form.find("new_password") or ""
        if not new_password or missing_labels(fields):
            labels = missing_labels(fields) + ([] if new_password else ["New password"])
            return self._show_new_password(visit, question, form=form, error=please_fill_in(labels))
        if new_password != form.find("confirmation"):
            error = "The two passwords differ."
            return self._show_new_password(visit, question, form=form, error=error)
        try:
            result = await self._sign_in.with_new_password(
                visit.asked,
                username=question.username,
                unverified_session=question.session,
                answers=_answers(fields, new_password),
            )
        except AwsError as error:
            if error.code != "InvalidPasswordException":
                raise
            return self._show_new_password(visit, question, form=form, error=told(error, visit.asked))
        return await self.ask(visit, result) if isinstance(result, Challenge) else result

    async def _take_code(self, visit: Visit, question: _Question, code: str) -> SignedInBrowser | Response:
        if _CODE.fullmatch(code) is None:
            return self._show_code(visit, question, error="The code consists of digits.")
        try:
            return await self._sign_in.with_second_factor(
                visit.asked,
                challenge=question.challenge,
                username=question.username,
                unverified_session=question.session,
                answers={f"{question.challenge}_CODE": code},
            )
        except AwsError as error:
            if error.code not in _MISTYPED:
                raise
            told(error, visit.asked)
            return self._show_code(visit, question, error="This code is not the right one. Try again.")

    async def _take_setup(self, visit: Visit, question: _Question, code: str) -> SignedInBrowser | Response:
        if _CODE.fullmatch(code) is None:
            return self._ask_setup_again(visit, question, error="The code consists of digits.")
        try:
            following = await self._setup.finish(
                visit.asked, unverified_session=question.session, unverified_code=code
            )
        except AwsError as error:
            if error.code not in _MISTYPED:
                raise
            told(error, visit.asked)
            text = "This code is not the right one. Try the next one, and check the clock of your device."
            return self._ask_setup_again(visit, question, error=text)
        return await self._sign_in.with_second_factor(
            visit.asked,
            challenge=MFA_SETUP,
            username=question.username,
            unverified_session=following,
            answers={},
        )

    def _ask_setup_again(self, visit: Visit, question: _Question, *, error: str) -> Response:
        setup = self._setup.resume(username=question.username, unverified_session=question.session)
        return self._show_setup(visit, setup, error=error)

    def _show_new_password(
        self, visit: Visit, question: _Question, *, form: Form | None, error: str | None
    ) -> Response:
        return self._screens.show(
            "new_password.html",
            visit,
            question=question,
            fields=attribute_fields(question.missing, form=form),
            policy=describe_policy(visit.asked.pool.settings["Policies"]["PasswordPolicy"]),
            error=error,
        )

    def _show_code(self, visit: Visit, question: _Question, *, error: str | None) -> Response:
        lead = _CODES[question.challenge]
        return self._screens.show("code.html", visit, question=question, lead=lead, error=error)

    def _show_setup(self, visit: Visit, setup: Setup, *, error: str | None) -> Response:
        question = _Question(challenge=MFA_SETUP, username=setup.username, session=setup.session)
        return self._screens.show(
            "mfa_setup.html",
            visit,
            question=question,
            key=setup.grouped_key(),
            uri=setup.uri(visit.asked.client.name),
            error=error,
        )


def _answers(fields: tuple[Field, ...], new_password: str) -> dict[str, str]:
    """Give the answer in the words of the API's challenge."""
    return {"NEW_PASSWORD": new_password} | {
        f"{PREFIX}{name}": value for name, value in typed(fields).items()
    }
