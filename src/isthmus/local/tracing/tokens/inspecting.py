"""`Inspection`: all that can be told of a token that somebody pasted. It is neither kept nor logged."""

import secrets as randomness
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import IsthmusError, MalformedError
from isthmus.local.openid import OpenIdError, parse_token
from isthmus.local.tracing.doors.door import Door, Opening, try_door
from isthmus.local.tracing.hop import Check, Claim, Verdict
from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.stamp import Stamp
from isthmus.local.tracing.tokens.checks import verifies
from isthmus.local.tracing.tokens.issuers import Issuers
from isthmus.local.tracing.tokens.showing import TokenInspector
from isthmus.salesforce.session_id import SessionId

SESSION = "Salesforce session id, or opaque access token"
ORG_MEANING = "The org that the session says it is of: a claim, until that org has answered for it."


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedToken:
    """What a token is, whether it verifies here, and which doors it opens."""

    kind: str
    issuer_name: str
    """Empty if it is nobody of this stack."""
    verifies_here: bool
    header: Mapping[str, Any]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    doors: tuple[Opening, ...]

    def to_document(self) -> dict[str, Any]:
        """Give what JSON has of it."""
        return asdict(self)


class Inspection:
    """Inspect tokens. `doors` is asked at each, for pools come and go; `whose_session` is the org's word."""

    def __init__(
        self,
        *,
        issuers: Issuers,
        doors: Callable[[], Iterable[Door]],
        whose_session: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._issuers = issuers
        self._doors = doors
        self._whose_session = whose_session
        self._inspector = TokenInspector(issuers=issuers, clock=clock)
        self._stamp = Stamp(randomness.token_bytes(32))

    async def inspect(self, unverified_token: str) -> InspectedToken:
        """Tell all; raise MalformedError for what is neither a JSON Web Token nor a session id."""
        doors = tuple([await try_door(door, unverified_token) for door in self._doors()])
        try:
            SessionId.parse(unverified_token)
        except MalformedError:
            return self._inspect_jwt(unverified_token, doors=doors)
        return self._inspect_session(unverified_token, doors=doors)

    def _inspect_jwt(self, unverified_token: str, *, doors: tuple[Opening, ...]) -> InspectedToken:
        masker = _without((), stamp=self._stamp)
        token = self._inspector.show(unverified_token, place="pasted", masker=masker, at=None)
        if token is None:
            raise MalformedError("neither a JSON Web Token nor a Salesforce session id")
        return InspectedToken(
            kind=token.kind,
            issuer_name=self._issuer_name(unverified_token),
            verifies_here=verifies(token.checks),
            header=token.header,
            claims=token.claims,
            checks=token.checks,
            doors=doors,
        )

    def _inspect_session(self, unverified_token: str, *, doors: tuple[Opening, ...]) -> InspectedToken:
        session = self._check_session(unverified_token)
        org_id = unverified_token.partition("!")[0]
        is_live = session.verdict is Verdict.PASSED
        return InspectedToken(
            kind=SESSION,
            issuer_name="Salesforce org" if is_live else "",
            verifies_here=is_live,
            header={},
            claims=(Claim(name="org id", value=org_id, meaning=ORG_MEANING),),
            checks=(session,),
            doors=doors,
        )

    def _check_session(self, unverified_token: str) -> Check:
        try:
            owner = self._whose_session(unverified_token)
        except IsthmusError as error:
            return Check(name="session", verdict=Verdict.FAILED, why=f"The org says: {error}.")
        return Check(name="session", verdict=Verdict.PASSED, why=f"The org says that it is {owner}'s.")

    def _issuer_name(self, unverified_token: str) -> str:
        try:
            issuer = self._issuers.find_issuer(parse_token(unverified_token).issuer)
        except OpenIdError:
            return ""
        return issuer.name if issuer else ""


def _without(secrets: Collection[Any], *, stamp: Stamp) -> Masker:
    return Masker(secrets=secrets, found=(), stamp=stamp)
