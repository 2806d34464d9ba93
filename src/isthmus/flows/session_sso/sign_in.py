"""What an application does with a session: ask the validator for the username, then answer the pool.

The tokens it gets are as the pool issued them; verifying them is left to whoever is shown them.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from isthmus.cognito.sign_in import Challenge, UserPoolTokens
from isthmus.errors import DeniedError, ThrottledError, UnavailableError
from isthmus.flows.session_sso.challenge import SALESFORCE_SESSION
from isthmus.flows.session_sso.patience import Patience
from isthmus.salesforce.session_id import SessionId
from isthmus.secret import Secret

_Answer = TypeVar("_Answer")


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


def sign_in(
    session_id: SessionId, *, validator: Validator, sign_ins: SignIns, patience: Patience
) -> UserPoolTokens:
    """Give the user-pool tokens of the session's owner.

    Raises `DeniedError` if the validator or the pool refuses, `ConfigurationError` if client or pool are not
    made for this, `UnavailableError` if one of them gives no usable answer as long as there is patience.
    A challenge is answered once, whatever becomes of the answer; see docs/decisions/0003.
    """
    # (1) Who is it? InitiateAuth wants the username before it asks anything.
    username = _insist(lambda: validator.get_username(session_id), patience=patience)
    while True:
        # (2) The pool asks for the session of that user.
        challenge = _insist(lambda: sign_ins.begin(username), patience=patience)
        _check_challenge(challenge, username=username)
        # (3) It gets the session, and answers with tokens.
        patience.check()
        try:
            tokens = sign_ins.answer(challenge, answer=session_id.secret)
        except ThrottledError as error:
            # NOTE: only here is it known that no tokens were issued. The pool is asked for another question:
            # this one may be used up.
            patience.pause(error)
            continue
        if isinstance(tokens, Challenge):
            raise DeniedError("the pool asks again", rule="right_answer")
        return tokens


def _insist(call: Callable[[], _Answer], *, patience: Patience) -> _Answer:
    """Make a call until it has an answer: one that may be made again, since a second time changes nothing."""
    while True:
        patience.check()
        try:
            return call()
        except UnavailableError as error:
            patience.pause(error)


def _check_challenge(challenge: Challenge, *, username: str) -> None:
    # SECURITY: a session id is a full credential; it answers this question and no other.
    if challenge.parameters.get("challenge") != SALESFORCE_SESSION:
        raise DeniedError("the pool asks for something else", rule="foreign_challenge")
    if challenge.username != username:
        raise DeniedError("the pool asks about another user", rule="same_user")
