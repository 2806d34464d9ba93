"""USER_AUTH: the user chooses the first factor, a password or a code by mail or text message.

    InitiateAuth ─▶ SELECT_CHALLENGE ─▶ PASSWORD | PASSWORD_SRP | EMAIL_OTP | SMS_OTP
                 └▶ the PREFERRED_CHALLENGE, if the user has it

Pages: developerguide/authentication-flows-selection-sdk and amazon-cognito-user-pools-authentication-flow-
methods. For a name that leads to nobody, a client that hides this is offered what the pool allows.
"""

from typing import TYPE_CHECKING

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.delivery import describe_made_up_attribute
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter, invalid_session
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.second_factors import EMAIL_OTP
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters, SignInResult
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses
from isthmus.local.cognito.sign_in.sent_codes import (
    FIRST_FACTOR_DIGITS,
    FIRST_FACTOR_PURPOSE,
    SMS_OTP,
    CodeRequest,
    SentCodes,
    delivery_parameters,
    is_right_code,
    wrong_code,
)
from isthmus.local.cognito.sign_in.srp import SrpProof, parse_public_number
from isthmus.local.cognito.user import CONFIRMED, UNCONFIRMED, User
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from isthmus.local.cognito.sign_in.answers import Answer

PASSWORD = "PASSWORD"  # noqa: S105  a challenge's name
PASSWORD_SRP = "PASSWORD_SRP"  # noqa: S105  a challenge's name
SELECT_CHALLENGE = "SELECT_CHALLENGE"
WEB_AUTHN = "WEB_AUTHN"
_ATTRIBUTES = {EMAIL_OTP: "email", SMS_OTP: "phone_number"}
_NAMES = (PASSWORD, PASSWORD_SRP, EMAIL_OTP, SMS_OTP, WEB_AUTHN)
_STEP_UP = ("ACCESS_TOKEN", "TARGET_ACR_VALUES", "MAX_AGE")


class FirstFactors:
    """Offer factors, and take the chosen one."""

    def __init__(
        self,
        *,
        sessions: ChallengeSessions,
        users: Users,
        hooks: SignInHooks,
        password: PasswordSignIn,
        srp: SrpProof,
        codes: SentCodes,
        guesses: PasswordGuesses,
        mfa: Mfa,
        after_password: AfterPassword,
    ) -> None:
        self._sessions = sessions
        self._users = users
        self._hooks = hooks
        self._password = password
        self._srp = srp
        self._codes = codes
        self._guesses = guesses
        self._mfa = mfa
        self._after_password = after_password

    async def start(self, attempt: Attempt, sent: SentParameters) -> SignInResult:
        """Run PreAuthentication; then ask for the preferred factor, or which it shall be."""
        for name in _STEP_UP:
            if sent.find(name) is not None:
                raise UnsupportedError(f"Step-up authentication ({name})")
        preferred = sent.find("PREFERRED_CHALLENGE")
        if preferred is not None:
            check_choice(preferred, sent)
        await self._hooks.before(attempt)
        attempt = attempt.without_metadata()
        choices = self._available(attempt)
        if preferred in choices:
            return await self._ask(attempt, preferred, sent=sent)
        session = attempt.pending(SELECT_CHALLENGE, state={"choices": choices})
        return Challenge(
            name=SELECT_CHALLENGE,
            session=self._sessions.issue(session, client=attempt.client),
            parameters={},
            choices=choices,
        )

    async def choose(self, attempt: Attempt, *, session: ChallengeSession, answer: "Answer") -> SignInResult:
        """Go on with the factor that SELECT_CHALLENGE's ANSWER or the challenge itself names."""
        by_answer = answer.challenge == SELECT_CHALLENGE
        name = answer.sent.get("ANSWER") if by_answer else answer.challenge
        # SECURITY: what was offered may be gone: MFA turned on meanwhile leaves passwords alone.
        if name not in session.state["choices"] or name not in self._available(attempt):
            raise invalid_parameter(f"The challenge {name} is not available")
        return await self._ask(attempt, name, sent=answer.sent)

    def verify_code(self, attempt: Attempt, *, session: ChallengeSession, answer: "Answer") -> Attempt:
        """Give the attempt whose code is right; a wrong one leaves the session good and counts."""
        name = session.challenge
        self._guesses.check_may_guess(attempt)
        is_right = is_right_code(answer.sent, challenge=name, state=session.state)
        if attempt.user is None or not is_right:
            self._guesses.count_wrong_code(attempt)
            self._sessions.give_back(answer.session())
            raise wrong_code("the code is another, or there is no such user")
        user, attribute = attempt.user, _ATTRIBUTES[name]
        if user.attributes.get(attribute) != session.state["destination"]:
            # SECURITY: without this, the owner of an old address passes for the owner of the present one.
            raise invalid_session("the address was changed after the code was sent")
        if name not in self._available(attempt):
            raise invalid_session("the factor was taken away after the code was sent")
        self._guesses.forget_failures(user)
        return attempt.with_user(self._prove(attempt.pool, user, attribute=attribute))

    async def _ask(self, attempt: Attempt, name: str, *, sent: SentParameters) -> SignInResult:
        if name == PASSWORD:
            proven = await self._password.prove(attempt, sent.get("PASSWORD"))
            return await self._after_password.proceed(proven)
        if name == PASSWORD_SRP:
            return self._srp.ask(attempt, sent, state={})
        request = CodeRequest(
            attribute=_ATTRIBUTES[name],
            destination=_destination(attempt, _ATTRIBUTES[name]),
            purpose=FIRST_FACTOR_PURPOSE,
            digits=FIRST_FACTOR_DIGITS,
        )
        code = await self._codes.send(attempt, request)
        session = attempt.pending(name, state={**code, "is_first": True})
        return Challenge(
            name=name,
            session=self._sessions.issue(session, client=attempt.client),
            parameters=_shown_delivery(attempt, request),
            choices=(name,),
        )

    def _available(self, attempt: Attempt) -> tuple[str, ...]:
        """Give the factors to offer. Passwords always: whether there is one, only a try tells."""
        user = attempt.user
        allowed = attempt.pool.first_factors
        codes = [name for name in _ATTRIBUTES if name in allowed]
        if user is None:
            return (PASSWORD, PASSWORD_SRP, *(codes if attempt.pool.mfa_mode != "ON" else ()))
        # AWS: who has MFA has it after a password alone; a temporary password goes first (measured).
        if user.status not in (CONFIRMED, UNCONFIRMED) or self._mfa.is_needed(attempt):
            codes = []
        return (PASSWORD, PASSWORD_SRP, *(name for name in codes if _ATTRIBUTES[name] in user.attributes))

    def _prove(self, pool: Pool, user: User, *, attribute: str) -> User:
        """AWS: a right code verifies the address and confirms the user."""
        flag = {f"{attribute}_verified": "true"}
        if not flag.items() <= user.attributes.items():
            self._users.set_attributes(pool, user, flag)
        if user.status == UNCONFIRMED:
            self._users.set_status(user, status=CONFIRMED)
        return self._users.get(pool, user.username)


def check_choice(name: str, sent: SentParameters) -> None:
    """Refuse a factor that AWS does not have, and one whose parameters are missing or malformed."""
    if name not in _NAMES:
        raise invalid_parameter(f"Invalid challenge {name}" if name.isascii() else "Invalid challenge")
    if name == WEB_AUTHN:
        raise UnsupportedError("Sign-in by a passkey (WEB_AUTHN)")
    if name == PASSWORD:
        sent.get("PASSWORD")
    if name == PASSWORD_SRP:
        parse_public_number(sent)


def configured_factors(pool: Pool, user: User) -> list[str]:
    """Give the first factors of the pool that the user has the means for."""
    has = {PASSWORD: user.password is not None}
    has |= {name: attribute in user.attributes for name, attribute in _ATTRIBUTES.items()}
    return [name for name in pool.first_factors if has.get(name, False)]


def is_first_factor(session: ChallengeSession) -> bool:
    """Tell whether a code that was sent is a first factor: EMAIL_OTP is the name of a second one, too."""
    return session.state.get("is_first") is True


def _destination(attempt: Attempt, attribute: str) -> str:
    if attempt.user is None:
        return ""
    if attribute not in attempt.user.attributes:
        raise incorrect_credentials(f"the user has no {attribute}")
    return attempt.user.attributes[attribute]


def _shown_delivery(attempt: Attempt, request: CodeRequest) -> dict[str, str]:
    """Tell where the code went; for nobody, what a user of that name could have (measured)."""
    if attempt.user is not None:
        return delivery_parameters(request)
    made_up = describe_made_up_attribute(attempt.pool, attempt.username, attribute=request.attribute)
    return {
        "CODE_DELIVERY_DELIVERY_MEDIUM": made_up["DeliveryMedium"],
        "CODE_DELIVERY_DESTINATION": made_up["Destination"],
    }
