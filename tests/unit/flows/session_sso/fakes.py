"""The ports of the flow, in memory."""

import threading
from dataclasses import dataclass, field
from typing import Any

from isthmus.cognito.sign_in import Challenge, UserPoolTokens
from isthmus.errors import DeniedError, IsthmusError
from isthmus.flows.session_sso.patience import Patience
from isthmus.flows.session_sso.username import username_of
from isthmus.flows.session_sso.verify import Answer
from isthmus.salesforce.session_id import SessionId
from isthmus.salesforce.session_owner import SessionOwner
from isthmus.secret import Secret
from unit.salesforce.fake_org import ORG_ID, OTHER_USER_ID, USER_ID, a_session_text

NONCE = "n0nce_n0nce-n0nce_n0nce-n0nce_n0"


def an_owner(**changes: Any) -> SessionOwner:
    owner = SessionOwner(
        org_id=ORG_ID,
        user_id=USER_ID,
        username="jane@example.com",
        email="jane.doe@example.com",
        email_verified=True,
        active=True,
    )
    return owner._replace(**changes)


OTHER_OWNER = an_owner(user_id=OTHER_USER_ID)
USERNAME, OTHER_USERNAME = username_of(an_owner()), username_of(OTHER_OWNER)
OTHER_SESSION = a_session_text(tail="AQ4AQ.sample_session_of_another_user")


@dataclass(slots=True)
class FakeOwners:
    sessions: dict[str, SessionOwner] = field(
        default_factory=lambda: {a_session_text(): an_owner(), OTHER_SESSION: OTHER_OWNER}
    )
    trouble: IsthmusError | None = None
    asked: list[SessionId] = field(default_factory=list)

    def get_owner(self, session_id: SessionId) -> SessionOwner:
        self.asked.append(session_id)
        if self.trouble is not None:
            raise self.trouble
        owner = self.sessions.get(session_id.secret.reveal())
        if owner is None:
            raise DeniedError("the org refuses the session", rule="session_is_live")
        return owner


@dataclass(slots=True)
class FakeUseOnce:
    claimed: dict[str, int] = field(default_factory=dict)
    trouble: IsthmusError | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def claim(self, digest: str, *, ttl_seconds: int) -> None:
        if self.trouble is not None:
            raise self.trouble
        with self.lock:
            if digest in self.claimed:
                raise DeniedError("it was used before", rule="use_once")
            self.claimed[digest] = ttl_seconds


@dataclass(slots=True)
class FakeDirectory:
    users: dict[str, str | None] = field(default_factory=dict)
    trouble: IsthmusError | None = None

    def ensure_user(self, username: str, *, email: str | None) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.users.setdefault(username, email)


@dataclass(slots=True)
class FakeValidator:
    """`troubles` come first, one for each call; `trouble` is there to stay."""

    username: str = USERNAME
    trouble: IsthmusError | None = None
    troubles: list[IsthmusError] = field(default_factory=list)
    asked: int = 0

    def get_username(self, session_id: SessionId) -> str:
        assert session_id.org_id == ORG_ID
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        if self.troubles:
            raise self.troubles.pop(0)
        return self.username


@dataclass(slots=True)
class FakeSignIns:
    username: str = USERNAME
    parameters: dict[str, str] = field(default_factory=lambda: {"challenge": "SALESFORCE_SESSION"})
    asks_again: bool = False
    begin_troubles: list[IsthmusError] = field(default_factory=list)
    answer_troubles: list[IsthmusError] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    answered: list[Challenge] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    def begin(self, username: str) -> Challenge:
        self.begun.append(username)
        if self.begin_troubles:
            raise self.begin_troubles.pop(0)
        return self._challenge()

    def answer(self, challenge: Challenge, *, answer: Secret) -> UserPoolTokens | Challenge:
        challenge.take_session()
        self.answered.append(challenge)
        self.answers.append(answer.reveal())
        if self.answer_troubles:
            raise self.answer_troubles.pop(0)
        return self._challenge() if self.asks_again else TOKENS

    def _challenge(self) -> Challenge:
        return Challenge(username=self.username, parameters=self.parameters, session=Secret("a session"))


@dataclass(slots=True)
class FakeTime:
    """Stands still but for pauses, which are kept; `given_up_after` pauses nobody waits any more."""

    seconds: float = 1000.0
    pauses: list[float] = field(default_factory=list)
    given_up_after: int | None = None

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> bool:
        if seconds:
            self.pauses.append(seconds)
            self.seconds += seconds
        return self.given_up_after is not None and len(self.pauses) >= self.given_up_after

    def patience(self, *, seconds: float = 20.0) -> Patience:
        return Patience(seconds=seconds, monotonic=self.monotonic, wait=self.wait)


TOKENS = UserPoolTokens(
    username=USERNAME,
    access_token=Secret("a.c.c"),
    id_token=Secret("i.d.t"),
    refresh_token=None,
    expires_in_seconds=3600,
)


def an_answer(**changes: Any) -> Answer:
    answer = Answer(
        user_pool_id="us-east-1_AbCdEfGhI",
        username=USERNAME,
        is_user_known=True,
        private_parameters={"challenge": "SALESFORCE_SESSION", "nonce": NONCE},
        unverified_answer=Secret(a_session_text()),
    )
    return answer._replace(**changes)
