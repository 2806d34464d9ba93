"""The password proven by SRP: the PASSWORD_VERIFIER challenge and the claim that answers it.

The password itself never comes here. Page: developerguide/amazon-cognito-user-pools-authentication-flow-
methods; what AWS answers to each wrong claim was measured (ministack #1758).
"""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from typing import Any

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.decoys import Decoys
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
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
)
from isthmus.local.cognito.user import User

PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105  a challenge's name
# AWS's clients that are more than five minutes off are refused (amazon-cognito-auth-js #199).
LARGEST_CLOCK_SKEW_SECONDS = 300
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
        session = ChallengeSession(
            challenge=PASSWORD_VERIFIER,
            username=username,
            sub=attempt.user.sub if attempt.user is not None else None,
            state={
                **state,
                "has_session": bool(state),
                "client_public": f"{exchange.client_public:x}",
                "server_secret": f"{exchange.server_secret:x}",
                "server_public": f"{exchange.server_public:x}",
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
        self, sent: SentParameters, *, unverified_session: str | None, client: AppClient, pool: Pool
    ) -> ChallengeSession:
        """Take the session out of the secret block back, once."""
        unverified_token = _decoded(sent, "PASSWORD_CLAIM_SECRET_BLOCK").decode("latin-1")
        if unverified_session not in (None, unverified_token):
            raise incorrect_credentials("session and secret block are not of one challenge")
        username = pool.normalized(sent.get("USERNAME"))
        try:
            session = self._sessions.consume(
                unverified_token, client=client, challenge=PASSWORD_VERIFIER, username=username
            )
        except AwsError as error:
            raise incorrect_credentials(f"the secret block: {error.message}") from error
        if unverified_session is None and session.state["has_session"]:
            raise invalid_parameter("Missing required parameter Session")
        return session

    def verify(self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters) -> User:
        """Give the user whose password the claim proves, or raise NotAuthorizedException."""
        self._guesses.check_may_guess(attempt.user)
        _, verifier = self._identity(attempt)
        time = parse_timestamp(sent.get("TIMESTAMP"))
        expected = claim_signature(
            session_key(_exchange(session), verifier),
            pool_id=attempt.pool.id,
            username=session.username,
            secret_block=_decoded(sent, "PASSWORD_CLAIM_SECRET_BLOCK"),
            timestamp=write_timestamp(time),
        )
        # SECURITY: the work is the same without a user, so that time tells nothing.
        is_right = hmac.compare_digest(expected, _decoded(sent, "PASSWORD_CLAIM_SIGNATURE"))
        has_password = attempt.user is not None and attempt.user.srp_verifier is not None
        user = self._guesses.settle(attempt.user, is_right=is_right and has_password)
        if abs(time.timestamp() - self._clock.now()) > LARGEST_CLOCK_SKEW_SECONDS:
            raise incorrect_credentials("the claim's time is more than five minutes off")
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
        _decoded(sent, name)


def parse_public_number(sent: SentParameters) -> int:
    """Read SRP_A, or raise InvalidParameterException."""
    text = sent.get("SRP_A")
    if _HEXADECIMAL.fullmatch(text) is None or not is_public_number(int(text, 16)):
        raise invalid_parameter("Invalid SRP_A")
    return int(text, 16)


def _exchange(session: ChallengeSession) -> SrpExchange:
    numbers = ("client_public", "server_secret", "server_public")
    return SrpExchange(**{name: int(session.state[name], 16) for name in numbers})


def _decoded(sent: SentParameters, name: str) -> bytes:
    try:
        return base64.b64decode(sent.get(name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise invalid_parameter(f"Invalid {name}") from error
