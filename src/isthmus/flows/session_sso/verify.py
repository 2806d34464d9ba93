"""Verify an answer: a live session, of a trusted org, of the very user who signs in, used here once.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-verify-auth-challenge-response.html
"""

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from isthmus.errors import DeniedError, MalformedError
from isthmus.flows.session_sso.challenge import SALESFORCE_SESSION
from isthmus.flows.session_sso.owners import SessionOwners
from isthmus.flows.session_sso.username import username_of
from isthmus.salesforce.session_id import SessionId
from isthmus.salesforce.session_owner import SessionOwner
from isthmus.secret import Secret

_NONCE = re.compile(r"[A-Za-z0-9_-]{22,128}", re.ASCII)
# Cognito forgets a challenge after 15 minutes at most (AuthSessionValidity); this is well beyond.
_NONCE_TTL_SECONDS = 3600


class UseOnce(Protocol):
    """Remember what was used; `isthmus.aws.use_once` keeps it in DynamoDB."""

    def claim(self, digest: str, *, ttl_seconds: int) -> None:
        """Claim a digest, or raise `DeniedError` if it was claimed before: of many callers, one wins."""
        ...


# NOTE: a NamedTuple, for `dataclasses` costs 10 ms at the verify trigger's cold start.
class Answer(NamedTuple):
    """An answer to verify, and what Cognito says it answers."""

    user_pool_id: str
    username: str
    is_user_known: bool
    private_parameters: Mapping[str, str]
    unverified_answer: Secret


class Verdict(NamedTuple):
    """Whether the answer is right, and for the log the code, the rule and the reason."""

    is_right: bool
    code: str
    rule: str
    reason: str


def judge_answer(answer: Answer, *, owners: SessionOwners, use_once: UseOnce) -> Verdict:
    """Turn `verify_answer` into the yes or no that Cognito wants.

    Raises `UnavailableError` where nobody can tell: that is no yes either, and no wrong answer of the user's.
    """
    try:
        owner = verify_answer(answer, owners=owners, use_once=use_once)
    except DeniedError as error:
        return Verdict(is_right=False, code=error.code, rule=error.rule, reason=str(error))
    except MalformedError as error:
        return Verdict(is_right=False, code=error.code, rule="form", reason=str(error))
    return Verdict(is_right=True, code="ok", rule="right_answer", reason=username_of(owner))


def verify_answer(answer: Answer, *, owners: SessionOwners, use_once: UseOnce) -> SessionOwner:
    """Give the owner of the session if the answer is right.

    Raises `MalformedError` or `DeniedError` if it is not, and `UnavailableError` if nobody can tell. An
    unknown user costs the same questions as a known one.
    """
    # (1) It answers a challenge of ours.
    nonce = _check_challenge(answer.private_parameters)
    # (2) It has the form of a session id.
    session_id = SessionId.parse(answer.unverified_answer.reveal())
    # (3) The org it names is trusted, and says the session is live and its owner active.
    owner = owners.get_owner(session_id)
    # (4) The owner is who signs in. SECURITY: without this, any user's session opens every user's account.
    _check_same_user(owner, answer)
    # (5) This challenge has not let anyone in before.
    use_once.claim(_digest_of(answer, nonce=nonce), ttl_seconds=_NONCE_TTL_SECONDS)
    return owner


def _check_challenge(private_parameters: Mapping[str, str]) -> str:
    nonce = private_parameters.get("nonce", "")
    if private_parameters.get("challenge") != SALESFORCE_SESSION or not _NONCE.fullmatch(nonce):
        raise DeniedError("the challenge is not one of ours", rule="foreign_challenge")
    return nonce


def _check_same_user(owner: SessionOwner, answer: Answer) -> None:
    if not answer.is_user_known:
        raise DeniedError("the pool does not know the user", rule="unknown_user")
    # NOTE: compared exactly. A pool that ignores case sends names in lower case and is refused here: the
    # pool has to be case-sensitive, which is the API's default (UsernameConfigurationType).
    if username_of(owner) != answer.username:
        raise DeniedError(f"the session is that of {username_of(owner)}", rule="same_user")


def _digest_of(answer: Answer, *, nonce: str) -> str:
    # The parts can't run into each other: none of them contains a line break.
    text = f"session_sso\n{answer.user_pool_id}\n{answer.username}\n{nonce}"
    return hashlib.sha256(text.encode()).hexdigest()
