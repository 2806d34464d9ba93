"""The answers to challenges, for RespondToAuthChallenge and AdminRespondToAuthChallenge.

An incomplete or malformed answer leaves its session good; from `_consume` on the session is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.passwords import check_policy
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.second_factors import EMAIL_OTP, SMS_MFA
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions, StaleSessionError
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    SentParameters,
    SignInResult,
    check_may_sign_in,
    check_password_is_usable,
    find_device_key,
    verify_username,
)
from isthmus.local.cognito.sign_in.challenge_triggers import CUSTOM_CHALLENGE
from isthmus.local.cognito.sign_in.custom_auth import CustomAuth, is_custom
from isthmus.local.cognito.sign_in.device_proof import (
    DEVICE_PASSWORD_VERIFIER,
    DEVICE_SRP_AUTH,
    DeviceProof,
)
from isthmus.local.cognito.sign_in.first_factors import (
    PASSWORD,
    PASSWORD_SRP,
    SELECT_CHALLENGE,
    FirstFactors,
    check_choice,
    is_first_factor,
)
from isthmus.local.cognito.sign_in.mfa import MFA_SETUP, SELECT_MFA_TYPE, Mfa
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED, NewPassword
from isthmus.local.cognito.sign_in.sent_codes import CODE_PARAMETERS
from isthmus.local.cognito.sign_in.srp import PASSWORD_VERIFIER, SrpProof, check_claim, parse_public_number
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users

_SECOND_FACTORS = frozenset({EMAIL_OTP, MFA_SETUP, SELECT_MFA_TYPE, SMS_MFA, SOFTWARE_TOKEN_MFA})
_PASSWORDS_BY_CHOICE = frozenset({PASSWORD, PASSWORD_SRP})
# These carry their session in the secret block, or in the pair of user and device.
_WITHOUT_SESSION = frozenset({DEVICE_PASSWORD_VERIFIER, DEVICE_SRP_AUTH, PASSWORD_VERIFIER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What both operations are told."""

    pool: Pool
    client: AppClient
    challenge: str
    unverified_session: str | None
    sent: SentParameters
    metadata: Mapping[str, str]

    def session(self) -> str:
        """Give Session, or raise InvalidParameterException without one."""
        if self.unverified_session is None:
            raise invalid_parameter("Missing required parameter Session")
        return self.unverified_session


class Answers:
    """Take answers."""

    def __init__(
        self,
        *,
        users: Users,
        sessions: ChallengeSessions,
        custom_auth: CustomAuth,
        srp: SrpProof,
        new_password: NewPassword,
        first_factors: FirstFactors,
        mfa: Mfa,
        device_proof: DeviceProof,
        after_password: AfterPassword,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._custom_auth = custom_auth
        self._srp = srp
        self._new_password = new_password
        self._first_factors = first_factors
        self._mfa = mfa
        self._device_proof = device_proof
        self._after_password = after_password

    async def respond(self, answer: Answer) -> SignInResult:
        """Take the answer to a challenge."""
        # (1) Is the answer complete? Until here the session stays good.
        username = verify_username(answer.sent, client=answer.client)
        _check_complete(answer)
        device_key = find_device_key(answer.sent)
        if answer.challenge not in _WITHOUT_SESSION:
            answer.session()

        # (2) Take the session back: from here on it is used.
        try:
            session = self._consume(answer, username)
        except StaleSessionError as error:
            check_password_is_usable(self._check_present(error.sub, answer.pool))
            if answer.challenge in (PASSWORD_VERIFIER, DEVICE_PASSWORD_VERIFIER):
                raise incorrect_credentials("the session is of an older epoch") from error
            raise
        attempt = Attempt(
            pool=answer.pool,
            client=answer.client,
            username=session.username,
            user=self._user_of(session, answer.pool),
            metadata=answer.metadata,
            unverified_device_key=device_key or session.device_key,
        )

        # (3) Judge it.
        if session.challenge in (DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER):
            return await self._judge_device(attempt, session=session, answer=answer)
        if session.challenge == SELECT_CHALLENGE:
            return await self._first_factors.choose(attempt, session=session, answer=answer)
        if is_first_factor(session):
            attempt = self._first_factors.verify_code(attempt, session=session, answer=answer)
            return await self._after_password.proceed_with_code(attempt)
        if session.challenge in _SECOND_FACTORS:
            return await self._judge_second_factor(attempt, session=session, answer=answer)
        return await self._judge(attempt, session=session, sent=answer.sent)

    async def _judge(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> SignInResult:
        if session.challenge == CUSTOM_CHALLENGE:
            return await self._custom_auth.answer(attempt, session=session, sent=sent)
        if session.challenge == PASSWORD_VERIFIER:
            attempt = attempt.with_user(self._srp.verify(attempt, session=session, sent=sent))
            go_on = self._after_password.proceed
        else:
            attempt = await self._new_password.set(attempt, sent)
            go_on = self._after_password.proceed_with_new_password
        if is_custom(session):
            self._after_password.check_no_mfa(attempt)
            return await self._custom_auth.proceed(attempt, session=session, sent=sent)
        return await go_on(attempt)

    async def _judge_second_factor(
        self, attempt: Attempt, *, session: ChallengeSession, answer: Answer
    ) -> SignInResult:
        outcome = await self._mfa.answer(
            attempt, session=session, unverified_session=answer.session(), sent=answer.sent
        )
        if not isinstance(outcome, Attempt):
            return outcome
        return await self._after_password.complete(outcome, source=session.state["source"])

    async def _judge_device(
        self, attempt: Attempt, *, session: ChallengeSession, answer: Answer
    ) -> SignInResult:
        if session.challenge == DEVICE_SRP_AUTH:
            return self._device_proof.start(attempt, session=session, sent=answer.sent)
        self._device_proof.verify(attempt, session=session, sent=answer.sent)
        return await self._after_password.proceed_with_device(attempt, session=session)

    def _consume(self, answer: Answer, username: str) -> ChallengeSession:
        name = answer.pool.normalized(username)
        if answer.challenge == PASSWORD_VERIFIER:
            return self._srp.consume(
                answer.sent, unverified_session=answer.unverified_session, client=answer.client, username=name
            )
        # WIRE: an alias is taken, too: no parameter of these challenges has to name the user.
        user = self._users.find(answer.pool, name)
        name = name if user is None else user.username
        if answer.challenge == DEVICE_PASSWORD_VERIFIER:
            return self._device_proof.consume(answer.sent, client=answer.client, username=name)
        if answer.challenge == DEVICE_SRP_AUTH and answer.unverified_session is None:
            return self._device_proof.consume_without_session(
                answer.sent, client=answer.client, username=name
            )
        by_choice = answer.challenge in _PASSWORDS_BY_CHOICE
        return self._sessions.consume(
            answer.session(),
            client=answer.client,
            challenge=SELECT_CHALLENGE if by_choice else answer.challenge,
            username=name,
        )

    def _user_of(self, session: ChallengeSession, pool: Pool) -> User | None:
        return None if session.sub is None else self._check_present(session.sub, pool)

    def _check_present(self, sub: str, pool: Pool) -> User:
        """Read the user anew; one who was deleted in between is refused like a wrong answer."""
        user = self._users.find_by_sub(pool, sub)
        if user is None:
            raise incorrect_credentials("the user was deleted meanwhile")
        check_may_sign_in(user)
        return user


def _check_complete(answer: Answer) -> None:
    """Refuse what is not here, and what lacks a parameter."""
    sent, challenge = answer.sent, answer.challenge
    if challenge in CODE_PARAMETERS:
        sent.get(CODE_PARAMETERS[challenge])
    elif challenge in (PASSWORD_VERIFIER, DEVICE_PASSWORD_VERIFIER):
        check_claim(sent)
    elif challenge == NEW_PASSWORD_REQUIRED:
        check_policy(sent.get("NEW_PASSWORD"), policy=answer.pool.settings["Policies"]["PasswordPolicy"])
    elif challenge in (CUSTOM_CHALLENGE, SELECT_MFA_TYPE):
        sent.get("ANSWER")
    elif challenge == SELECT_CHALLENGE:
        check_choice(sent.get("ANSWER"), sent)
    elif challenge in _PASSWORDS_BY_CHOICE:
        check_choice(challenge, sent)
    elif challenge == DEVICE_SRP_AUTH:
        parse_public_number(sent)
    elif challenge != MFA_SETUP:
        raise UnsupportedError(f"The challenge {challenge}")
    if challenge in (DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER):
        sent.get("DEVICE_KEY")
