"""The password proven by SRP: the PASSWORD_VERIFIER challenge and the claim that answers it.

The password itself never comes here. Page: developerguide/amazon-cognito-user-pools-authentication-flow-
methods; what AWS answers to each wrong claim was measured (ministack #1758).
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.decoys import Decoys
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions, StaleSessionError
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters, check_password_is_usable
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses
from isthmus.local.cognito.sign_in.timestamps import parse_timestamp, write_timestamp
from isthmus.local.cognito.srp import (
    SrpExchange,
    SrpVerifier,
    claim_signature,
    is_public_number,
    session_key,
    start_exchange,
    user_identity,
)
from isthmus.local.cognito.user import User

PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105  a challenge's name
# AWS's clients that are more than five minutes off are refused (amazon-cognito-auth-js #199).
LARGEST_CLOCK_SKEW_SECONDS = 300
_NUMBERS = ("client_public", "server_secret", "server_public")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{1,770}", re.ASCII)


class SrpProof:
    """Ask for the proof of a password, and check it."""

    def __init__(
        self, *, sessions: ChallengeSessions, decoys: Decoys, guesses: PasswordGuesses, clock: Clock
    ) -> None:
        self._sessions = sessions
        self._decoys = decoys
        self._guesses = guesses
        self._clock = clock

    def ask(self, attempt: Attempt, sent: SentParameters, *, state: Mapping[str, Any]) -> Challenge:
        """Ask. SECRET_BLOCK carries the session, so that there is none beside it outside of CUSTOM_AUTH."""
        client_public = parse_public_number(sent)
        if attempt.user is not None:
            # AWS: StartWithSrpAuth raises it, before any proof (aws-sdk-net-extensions-cognito #25).
            check_password_is_usable(attempt.user)
        username, verifier = self._identity(attempt)
        exchange = start_exchange(verifier, client_public=client_public)
        session = attempt.pending(
            PASSWORD_VERIFIER,
            username=username,
            state={
                **state,
                "has_session": bool(state),
                **write_exchange(exchange),
            },
        )
        token = self._sessions.issue(session, client=attempt.client)
        return Challenge(
            name=PASSWORD_VERIFIER,
            session=token if state else None,
            parameters={
                "USERNAME": username,
                "USER_ID_FOR_SRP": username,
                "SALT": verifier.salt,
                "SRP_B": f"{exchange.server_public:x}",
                "SECRET_BLOCK": base64.b64encode(token.encode()).decode(),
            },
        )

    def consume(
        self, sent: SentParameters, *, unverified_session: str | None, client: AppClient, username: str
    ) -> ChallengeSession:
        """Take the session out of the secret block back, once."""
        unverified_token = decoded(sent, "PASSWORD_CLAIM_SECRET_BLOCK").decode("latin-1")
        if unverified_session not in (None, unverified_token):
            raise incorrect_credentials("session and secret block are not of one challenge")
        session = consume_secret_block(
            self._sessions, sent, client=client, challenge=PASSWORD_VERIFIER, username=username
        )
        if unverified_session is None and session.state["has_session"]:
            raise invalid_parameter("Missing required parameter Session")
        return session

    def verify(self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters) -> User:
        """Give the user whose password the claim proves, or raise NotAuthorizedException."""
        self._guesses.check_may_guess(attempt)
        _, verifier = self._identity(attempt)
        time = parse_timestamp(sent.get("TIMESTAMP"))
        expected = claim_signature(
            session_key(read_exchange(session), verifier),
            identity=user_identity(attempt.pool.id, session.username),
            secret_block=decoded(sent, "PASSWORD_CLAIM_SECRET_BLOCK"),
            timestamp=write_timestamp(time),
        )
        # SECURITY: the work is the same without a user, so that time tells nothing.
        is_right = hmac.compare_digest(expected, decoded(sent, "PASSWORD_CLAIM_SIGNATURE"))
        has_password = attempt.user is not None and attempt.user.srp_verifier is not None
        user = self._guesses.settle(attempt, is_right=is_right and has_password)
        check_clock_skew(time, now=self._clock.now())
        return user

    def _identity(self, attempt: Attempt) -> tuple[str, SrpVerifier]:
        """Give username and verifier. Who has none of them gets a decoy's, the same each time."""
        user = attempt.user
        decoy = self._decoys.of(attempt.pool.id, attempt.username)
        if user is None:
            return decoy.username, decoy.verifier
        if user.srp_salt is None or user.srp_verifier is None:
            return user.username, decoy.verifier
        return user.username, SrpVerifier(salt=user.srp_salt, number=user.srp_verifier)


def check_claim(sent: SentParameters) -> None:
    """Refuse an incomplete or malformed claim, while its session is still good."""
    parse_timestamp(sent.get("TIMESTAMP"))
    for name in ("PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE"):
        decoded(sent, name)


def parse_public_number(sent: SentParameters) -> int:
    """Read SRP_A, or raise InvalidParameterException."""
    text = sent.get("SRP_A")
    if _HEXADECIMAL.fullmatch(text) is None or not is_public_number(int(text, 16)):
        raise invalid_parameter("Invalid SRP_A")
    return int(text, 16)


def consume_secret_block(
    sessions: ChallengeSessions, sent: SentParameters, *, client: AppClient, challenge: str, username: str
) -> ChallengeSession:
    """Take the session that a secret block carries back, once; whatever is wrong is a wrong proof."""
    unverified_token = decoded(sent, "PASSWORD_CLAIM_SECRET_BLOCK").decode("latin-1")
    try:
        return sessions.consume(unverified_token, client=client, challenge=challenge, username=username)
    except StaleSessionError:
        raise
    except AwsError as error:
        raise incorrect_credentials(f"the secret block: {error.message}") from error


def check_clock_skew(time: datetime, *, now: float) -> None:
    """Refuse a claim whose time is too far off."""
    if abs(time.timestamp() - now) > LARGEST_CLOCK_SKEW_SECONDS:
        raise incorrect_credentials("the claim's time is more than five minutes off")


def write_exchange(exchange: SrpExchange) -> dict[str, str]:
    """Write an exchange for a session's state."""
    return {name: f"{getattr(exchange, name):x}" for name in _NUMBERS}


def read_exchange(session: ChallengeSession) -> SrpExchange:
    """Read what `write_exchange` wrote."""
    return SrpExchange(**{name: int(session.state[name], 16) for name in _NUMBERS})


def decoded(sent: SentParameters, name: str) -> bytes:
    """Decode a part of a claim, or raise InvalidParameterException."""
    try:
        return base64.b64decode(sent.get(name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid_parameter(f"Invalid {name}") from error
