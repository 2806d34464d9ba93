"""The second factor after a password: SOFTWARE_TOKEN_MFA, and MFA_SETUP for who has none and needs one.

    MFA_SETUP ─▶ AssociateSoftwareToken ─▶ VerifySoftwareToken ─▶ RespondToAuthChallenge ─▶ tokens

Each arrow takes a session and gives the next. Page: developerguide/user-pool-settings-mfa-totp.
"""

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.errors import not_authorized
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA, SoftwareTokens
from isthmus.local.cognito.user import User

MFA_SETUP = "MFA_SETUP"
ASKED, ASSOCIATED, VERIFIED = "asked", "associated", "verified"


class Mfa:
    """Ask for the second factor, and check it."""

    def __init__(self, *, sessions: ChallengeSessions, tokens: SoftwareTokens, clock: Clock) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._clock = clock

    def is_needed(self, attempt: Attempt) -> bool:
        """Tell whether the password is not enough."""
        mode = attempt.pool.settings["MfaConfiguration"]
        token = self._tokens.find(attempt.known_user())
        return mode == "ON" or (mode == "OPTIONAL" and token.is_verified and token.is_enabled)

    def ask(self, attempt: Attempt, *, source: str) -> Challenge:
        """Ask for a code, or for a factor to be set up; `source` goes to PreTokenGeneration at the end."""
        user = attempt.known_user()
        if self._tokens.find(user).is_verified:
            session = self._session(user, challenge=SOFTWARE_TOKEN_MFA, source=source, stage=ASKED)
            more = {}
        else:
            session = self._session(user, challenge=MFA_SETUP, source=source, stage=ASKED)
            more = {"MFAS_CAN_SETUP": f'["{SOFTWARE_TOKEN_MFA}"]'}
        return Challenge(
            name=session.challenge,
            session=self._sessions.issue(session, client=attempt.client),
            parameters={"USER_ID_FOR_SRP": user.username, **more},
        )

    def verify(
        self, attempt: Attempt, *, session: ChallengeSession, unverified_session: str, sent: SentParameters
    ) -> None:
        """Check the answer, or raise CodeMismatchException and leave the session good for another."""
        user = attempt.known_user()
        if session.challenge == MFA_SETUP:
            check_stage(session, VERIFIED)
            return
        self.check_not_locked(user)
        if not self._tokens.claim(user, sent.get("SOFTWARE_TOKEN_MFA_CODE")):
            self._sessions.give_back(unverified_session)
            raise AwsError("CodeMismatchException", "Invalid code received for user")

    def check_not_locked(self, user: User) -> None:
        """Refuse a user who guesses."""
        if self._tokens.find(user).locked_until > self._clock.now():
            raise not_authorized("Code attempts exceeded")

    def _session(self, user: User, *, challenge: str, source: str, stage: str) -> ChallengeSession:
        return ChallengeSession(
            challenge=challenge,
            username=user.username,
            sub=user.sub,
            state={"source": source, "stage": stage},
        )


def check_stage(session: ChallengeSession, stage: str) -> None:
    """Refuse a session of another stage of the setup."""
    if session.state["stage"] != stage:
        raise not_authorized("Invalid session for the user.", reason=f"the setup is not {stage}")
