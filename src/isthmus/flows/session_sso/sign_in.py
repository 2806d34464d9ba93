"""What an application does with a session: ask the validator for the username, then answer the pool.

The tokens it gets are as the pool issued them; verifying them is left to whoever is shown them.
"""

from typing import Protocol

from isthmus.cognito.sign_in import Challenge, UserPoolTokens
from isthmus.errors import DeniedError
from isthmus.flows.session_sso.challenge import SALESFORCE_SESSION
from isthmus.salesforce.session_id import SessionId
from isthmus.secret import Secret


class Validator(Protocol):
    """Know the username of a session's owner; `validator_client` asks the token validator."""

    def get_username(self, session_id: SessionId) -> str:
        """Give the username, which exists from then on, or raise `DeniedError`."""
        ...


class SignIns(Protocol):
    """Sign in to the pool; `isthmus.cognito.sign_in` does."""

    def begin(self, username: str) -> Challenge:
        """Start a sign-in and give the pool's question."""
        ...

    def answer(self, challenge: Challenge, *, answer: Secret) -> UserPoolTokens | Challenge:
        """Answer once; give the tokens, or the next question."""
        ...


def sign_in(session_id: SessionId, *, validator: Validator, sign_ins: SignIns) -> UserPoolTokens:
    """Give the user-pool tokens of the session's owner.

    Raises `DeniedError` if the validator or the pool refuses, `UnavailableError` if one of them gives no
    usable answer. Nothing is sent twice: to try again is to start again.
    """
    # (1) Who is it? InitiateAuth wants the username before it asks anything.
    username = validator.get_username(session_id)
    # (2) The pool asks for the session of that user.
    challenge = sign_ins.begin(username)
    _check_challenge(challenge, username=username)
    # (3) It gets the session, and answers with tokens.
    tokens = sign_ins.answer(challenge, answer=session_id.secret)
    if isinstance(tokens, Challenge):
        raise DeniedError("the pool asks again", rule="right_answer")
    return tokens


def _check_challenge(challenge: Challenge, *, username: str) -> None:
    # SECURITY: a session id is a full credential; it answers this question and no other.
    if challenge.parameters.get("challenge") != SALESFORCE_SESSION:
        raise DeniedError("the pool asks for something else", rule="foreign_challenge")
    if challenge.username != username:
        raise DeniedError("the pool asks about another user", rule="same_user")
