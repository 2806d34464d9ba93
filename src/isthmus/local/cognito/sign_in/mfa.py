"""The second factor after a password: a code of an app, or one sent by mail or text message.

    SELECT_MFA_TYPE ─▶ SMS_MFA | EMAIL_OTP | SOFTWARE_TOKEN_MFA ─▶ tokens
    MFA_SETUP ─▶ AssociateSoftwareToken ─▶ VerifySoftwareToken ─▶ RespondToAuthChallenge ─▶ tokens
    MFA_SETUP with an e-mail address ─▶ EMAIL_OTP ─▶ tokens

Each arrow takes a session and gives the next. Page: developerguide/user-pool-settings-mfa.
"""

import json
from collections.abc import Mapping
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import invalid_parameter, invalid_session, not_authorized
from isthmus.local.cognito.second_factors import ATTRIBUTES, EMAIL_OTP, SecondFactors
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters
from isthmus.local.cognito.sign_in.sent_codes import (
    SECOND_FACTOR_DIGITS,
    SECOND_FACTOR_PURPOSE,
    CodeRequest,
    SentCodes,
    delivery_parameters,
    is_right_code,
    wrong_code,
)
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA, SoftwareTokens
from isthmus.local.cognito.user import User
from isthmus.local.cognito.user_attributes import verify_changes
from isthmus.local.cognito.users import Users
from isthmus.local.cognito.writable import check_writable

MFA_SETUP = "MFA_SETUP"
SELECT_MFA_TYPE = "SELECT_MFA_TYPE"
ASKED, ASSOCIATED, VERIFIED = "asked", "associated", "verified"


class Mfa:
    """Ask for the second factor, and check it."""

    def __init__(
        self,
        *,
        sessions: ChallengeSessions,
        tokens: SoftwareTokens,
        factors: SecondFactors,
        codes: SentCodes,
        users: Users,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._factors = factors
        self._codes = codes
        self._users = users
        self._clock = clock

    def is_needed(self, attempt: Attempt) -> bool:
        """Tell whether the password is not enough."""
        pool = attempt.pool
        return pool.mfa_mode == "ON" or bool(self._factors.to_ask(pool, attempt.known_user()))

    async def ask(self, attempt: Attempt, *, source: str) -> Challenge:
        """Ask for a code, for a choice, or for a factor to be set up.

        `source` goes to PreTokenGeneration at the end.
        """
        user, state = attempt.known_user(), {"source": source}
        names = self._factors.to_ask(attempt.pool, user)
        if len(names) == 1:
            return await self._ask_factor(attempt, names[0], state=state)
        if names:
            return self._challenge(
                attempt,
                SELECT_MFA_TYPE,
                state={**state, "names": names},
                parameters={"MFAS_CAN_CHOOSE": _listed(names)},
            )
        can_set_up = self._factors.to_set_up(attempt.pool, user)
        if not can_set_up:
            # NOTE: AWS "returns an error" that no record was found of.
            raise not_authorized("The user has no second factor and can set up none.")
        return self._challenge(
            attempt,
            MFA_SETUP,
            state={**state, "stage": ASKED},
            parameters={"MFAS_CAN_SETUP": _listed(can_set_up)},
        )

    async def answer(
        self, attempt: Attempt, *, session: ChallengeSession, unverified_session: str, sent: SentParameters
    ) -> Attempt | Challenge:
        """Give the attempt that passed, or the next question. A wrong code leaves the session good."""
        if session.challenge == SELECT_MFA_TYPE:
            return await self._choose(attempt, session=session, sent=sent)
        if session.challenge == MFA_SETUP:
            return await self._set_up(attempt, session=session, sent=sent)
        user = attempt.known_user()
        if session.challenge == SOFTWARE_TOKEN_MFA:
            self.check_not_locked(user)
            if not self._tokens.claim(user, sent.get("SOFTWARE_TOKEN_MFA_CODE")):
                self._sessions.give_back(unverified_session)
                raise AwsError("CodeMismatchException", "Invalid code received for user")
            return attempt
        self._factors.check_not_locked(user)
        if not is_right_code(sent, challenge=session.challenge, state=session.state):
            self._factors.count_failure(user)
            self._sessions.give_back(unverified_session)
            raise wrong_code("the code is another")
        self._factors.forget_failures(user)
        return self._prove_attribute(attempt, user, state=session.state)

    def check_not_locked(self, user: User) -> None:
        """Refuse a user who guesses codes of an app."""
        if self._tokens.find(user).locked_until > self._clock.now():
            raise not_authorized("Code attempts exceeded")

    async def _choose(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> Challenge:
        name = sent.get("ANSWER")
        # SECURITY: what was offered may be gone: a factor that was taken away or turned off is not asked for.
        if name not in session.state["names"] or name not in self._factors.to_ask(
            attempt.pool, attempt.known_user()
        ):
            raise invalid_parameter(f"Invalid MFA type {name}" if name in ATTRIBUTES else "Invalid MFA type")
        return await self._ask_factor(attempt, name, state={"source": session.state["source"]})

    async def _set_up(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> Attempt | Challenge:
        # WIRE: the guide writes `email`, AWS's own Amplify sends `EMAIL`.
        address = sent.find("email") or sent.find("EMAIL")
        if address is None:
            check_stage(session, VERIFIED)
            return attempt
        check_stage(session, ASKED)
        user = attempt.known_user()
        if EMAIL_OTP not in self._factors.to_set_up(attempt.pool, user):
            raise invalid_parameter("EMAIL_OTP cannot be set up.")
        check_writable(attempt.client, ("email",))
        changes = verify_changes(attempt.pool, [{"Name": "email", "Value": address}], current=user.attributes)
        state = {"source": session.state["source"], "is_set_up": True}
        return await self._ask_message(attempt, EMAIL_OTP, destination=changes["email"], state=state)

    async def _ask_factor(self, attempt: Attempt, name: str, *, state: Mapping[str, Any]) -> Challenge:
        if name == SOFTWARE_TOKEN_MFA:
            return self._challenge(attempt, name, state={**state, "stage": ASKED}, parameters={})
        destination = attempt.known_user().attributes[ATTRIBUTES[name]]
        return await self._ask_message(attempt, name, destination=destination, state=state)

    async def _ask_message(
        self, attempt: Attempt, name: str, *, destination: str, state: Mapping[str, Any]
    ) -> Challenge:
        self._factors.check_not_locked(attempt.known_user())
        request = CodeRequest(
            attribute=ATTRIBUTES[name],
            destination=destination,
            purpose=SECOND_FACTOR_PURPOSE,
            digits=SECOND_FACTOR_DIGITS,
        )
        code = await self._codes.send(attempt, request)
        return self._challenge(
            attempt, name, state={**state, **code}, parameters=delivery_parameters(request)
        )

    def _prove_attribute(self, attempt: Attempt, user: User, *, state: Mapping[str, Any]) -> Attempt:
        """AWS: a right code verifies the address that it was sent to."""
        attribute, destination = state["attribute"], state["destination"]
        current = user.attributes.get(attribute)
        if current != (None if state.get("is_set_up") else destination):
            # SECURITY: without this, the owner of an old address passes for the owner of the present one.
            raise invalid_session("the address was changed after the code was sent")
        changes = {attribute: destination, f"{attribute}_verified": "true"}
        if not changes.items() <= user.attributes.items():
            self._users.set_attributes(attempt.pool, user, changes)
        return attempt.with_user(self._users.get(attempt.pool, user.username))

    def _challenge(
        self, attempt: Attempt, name: str, *, state: Mapping[str, Any], parameters: Mapping[str, str]
    ) -> Challenge:
        session = attempt.pending(name, state=state)
        return Challenge(
            name=name,
            session=self._sessions.issue(session, client=attempt.client),
            parameters={"USER_ID_FOR_SRP": attempt.known_user().username, **parameters},
        )


def check_stage(session: ChallengeSession, stage: str) -> None:
    """Refuse a session of another stage of the setup."""
    if session.state["stage"] != stage:
        raise invalid_session(f"the setup is not {stage}")


def _listed(names: tuple[str, ...]) -> str:
    return json.dumps(list(names), separators=(",", ":"))
