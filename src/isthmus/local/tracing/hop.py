"""A hop as people see it: named, masked, with its tokens decoded. Nothing in it is a secret."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Party(StrEnum):
    """Who can ask or answer. A Lambda function is `FUNCTION`; which one, its hop's names say."""

    BROWSER = "browser"
    CLIENT = "client"
    APP = "app"
    API = "api"
    SALESFORCE = "salesforce"
    COGNITO = "cognito"
    IDENTITY_POOL = "identity_pool"
    API_GATEWAY = "api_gateway"
    FUNCTION = "function"
    DYNAMODB = "dynamodb"
    AWS = "aws"
    """IAM, STS, Lambda's own API and what else the emulator answers."""
    OUTSIDE = "outside"


class Outcome(StrEnum):
    """How a hop ended."""

    OPEN = "open"
    OK = "ok"
    REDIRECT = "redirect"
    REFUSED = "refused"
    """The answer is the protocol's own no: 4xx, or a function's error."""
    FAILED = "failed"
    """5xx, or no answer."""


class Verdict(StrEnum):
    """What a check of a token gave."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body to show: `text` is masked, indented if it is JSON, and empty for bytes that are no text."""

    kind: str
    """json, form, xml, html, text, binary or empty."""
    text: str
    size: int
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim of a token, with what it means here in a sentence."""

    name: str
    value: Any
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a token, in words, and what it gave."""

    name: str
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownToken:
    """A JWT without its signature. `kind`: which of the look-alikes it is; `place`: where it was found."""

    kind: str
    place: str
    header: Mapping[str, Any]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request and its answer, to be shown. Times: epoch seconds, milliseconds where the name says so."""

    id: int
    trace: str
    """The hops of one sign-in or one run share it: 32 hexadecimal digits."""
    parent: int | None
    """The id of the hop within which this one was made."""
    flow: str | None
    """m2m, web_identity, session_sso or None."""
    asker: Party
    asker_name: str
    """Such as `Browser`, `VerifyAuthChallenge`."""
    answerer: Party
    answerer_name: str
    operation: str
    """A few words: `InitiateAuth`, `client_credentials token`, `Scan ProductCatalog`."""
    began_at: float
    duration_ms: float | None
    method: str
    url: str
    status: int | None
    outcome: Outcome
    error: str | None
    """The protocol's own code of a refusal, such as `NotAuthorizedException`."""
    faults: tuple[str, ...]
    request_headers: tuple[tuple[str, str], ...]
    request_body: Body
    response_headers: tuple[tuple[str, str], ...]
    response_body: Body
    tokens: tuple[ShownToken, ...]

    def to_document(self) -> dict[str, Any]:
        """Give what JSON has of it."""
        return asdict(self)
