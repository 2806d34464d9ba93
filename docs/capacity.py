"""Compute `docs/capacity.md`: which quota binds when, and what each flow costs. `make docs-capacity` writes it.

Quotas and prices are stated here with their sources, once; everything in the page follows from them. They are the
defaults of us-east-1, and differ by account: check yours in Service Quotas.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).with_name("capacity.md")
MINUTE = 60
HOUR = 3600
MONTH = 30 * 24 * HOUR

COGNITO_QUOTAS = "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"
LAMBDA_QUOTAS = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
COGNITO_PRICES = "https://aws.amazon.com/cognito/pricing/ (as quoted by third parties in October 2026)"
LAMBDA_PRICES = "https://aws.amazon.com/lambda/pricing/"
DYNAMODB_PRICES = "https://aws.amazon.com/dynamodb/pricing/on-demand/"

TOKEN_PRICE = 2.25 / 1000  # each token response for a machine, first 250,000 a month
LAMBDA_REQUEST_PRICE = 0.20 / 1_000_000
LAMBDA_GB_SECOND_PRICE = 0.0000166667
DYNAMODB_WRITE_PRICE = 0.625 / 1_000_000
LAMBDA_GB = 0.25  # the modules' default memory
LAMBDA_SECONDS = (
    0.15  # a warm verify trigger or validator waits for the org most of this; define and create do not
)
TOKEN_LIFE_SECONDS = 3600
SHARE_OF_LIFE_KEPT = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """A limit on calls per second."""

    name: str
    per_second: float
    source: str
    is_adjustable: bool = True


AUTHENTICATION = Quota(name="UserAuthentication", per_second=120, source=COGNITO_QUOTAS)
CREATION = Quota(name="UserCreation", per_second=50, source=COGNITO_QUOTAS)
READ = Quota(name="UserRead", per_second=120, source=COGNITO_QUOTAS)
GET_ID = Quota(name="GetId", per_second=25, source=COGNITO_QUOTAS)
GET_CREDENTIALS = Quota(name="GetCredentialsForIdentity", per_second=200, source=COGNITO_QUOTAS)
CLIENT_AUTHENTICATION = Quota(
    name="ClientAuthentication", per_second=150, source=COGNITO_QUOTAS, is_adjustable=False
)
CONCURRENCY = Quota(
    name="Lambda concurrency (1,000 at 0.15 s)", per_second=1000 / LAMBDA_SECONDS, source=LAMBDA_QUOTAS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What one sign-in of a person who is known calls, by quota, and what it costs in money."""

    name: str
    calls: tuple[tuple[Quota, float], ...]
    functions: int
    writes: int
    org_calls: int


SESSION_SSO = Flow(
    name="session_sso",
    # AdminGetUser in the validator; InitiateAuth, and one answer that is counted with it; five functions.
    calls=((READ, 1), (AUTHENTICATION, 1), (CONCURRENCY, 5)),
    functions=5,
    writes=1,
    org_calls=2,
)
WEB_IDENTITY = Flow(
    name="web_identity",
    calls=((GET_ID, 1), (GET_CREDENTIALS, 1)),
    functions=0,
    writes=0,
    org_calls=1,
)


def write_page() -> str:
    """Give the page."""
    return "\n".join(
        [
            "# Capacity: which quota binds, and what it costs",
            "",
            "Computed by [capacity.py](capacity.py) from default quotas of one account in one region, and list prices of",
            "us-east-1. `make docs-capacity` writes this page.",
            "",
            "## Sign-ins a minute",
            "",
            *_sign_ins(),
            "",
            "A quota above 100 % answers `TooManyRequestsException` to the rest: ask AWS to raise it first, or spread sign-ins",
            f"over time. The first sign-in of a person also counts one {CREATION.name} ({CREATION.per_second:.0f}/s).",
            "`web_identity` asks GetId for every sign-in; an identity keeps its id, so that an application that remembers it",
            "saves that call and its quota. An org has a daily limit of API requests of its own (by edition and licences, in",
            "*Setup → Company Information*): the table counts what each flow asks of it.",
            "",
            "## What a sign-in costs",
            "",
            *_costs(),
            "",
            f"A function run is taken as {LAMBDA_SECONDS} s at {LAMBDA_GB * 1024:.0f} MB, most of it waiting for the org.",
            "Not counted: the monthly price of active users (Cognito Essentials: 10,000 free, then 0.015 USD each; people who",
            "sign in by an external provider of a user pool: 50 free, then 0.015 USD each), and data transfer. Identity pools",
            "cost nothing.",
            "",
            "## Machine calls: a million an hour",
            "",
            *_machines(),
            "",
            "At the price of the first tier throughout; later tiers are cheaper.",
            f"{CLIENT_AUTHENTICATION.name} is {CLIENT_AUTHENTICATION.per_second:.0f} tokens a second and can't be raised. Salesforce keeps a",
            "Named Credential's token itself and asks again on 401; `isthmus.m2m` keeps one per process, or one for all",
            "processes in a shared place ([tokens.md](tokens.md)). Verifying is free: keys are fetched once an hour.",
            "",
            "## Sources",
            "",
            *(f"- {source}" for source in _sources()),
            "",
        ]
    )


def _sign_ins() -> Iterable[str]:
    yield "| flow | sign-ins a minute | what binds first | used | asked of the org in 24 h |"
    yield "|---|---|---|---|---|"
    for flow in (SESSION_SSO, WEB_IDENTITY):
        for per_minute in (10, 1000, 100_000):
            quota, used = max(
                ((quota, count * per_minute / MINUTE / quota.per_second) for quota, count in flow.calls),
                key=lambda pair: pair[1],
            )
            a_day = flow.org_calls * per_minute * 60 * 24
            yield f"| `{flow.name}` | {per_minute:,} | {quota.name} | {used:.1%} | {a_day:,} |"


def _costs() -> Iterable[str]:
    yield "| flow | function runs | DynamoDB writes | USD for 1,000 sign-ins |"
    yield "|---|---|---|---|"
    for flow in (SESSION_SSO, WEB_IDENTITY):
        run = LAMBDA_REQUEST_PRICE + LAMBDA_GB * LAMBDA_SECONDS * LAMBDA_GB_SECOND_PRICE
        cost = 1000 * (flow.functions * run + flow.writes * DYNAMODB_WRITE_PRICE)
        yield f"| `{flow.name}` | {flow.functions} | {flow.writes} | {cost:.4f} |"


def _machines() -> Iterable[str]:
    kept_seconds = TOKEN_LIFE_SECONDS * SHARE_OF_LIFE_KEPT
    yield "| tokens | asked a second | of the quota | USD a month |"
    yield "|---|---|---|---|"
    for name, per_second in (
        ("one for each call", 1_000_000 / HOUR),
        ("one kept by each of 1,000 processes", 1000 / kept_seconds),
        ("one kept for all", 1 / kept_seconds),
    ):
        used = per_second / CLIENT_AUTHENTICATION.per_second
        yield f"| {name} | {per_second:,.4f} | {used:.2%} | {per_second * MONTH * TOKEN_PRICE:,.2f} |"


def _sources() -> tuple[str, ...]:
    return (COGNITO_QUOTAS, COGNITO_PRICES, LAMBDA_QUOTAS, LAMBDA_PRICES, DYNAMODB_PRICES)


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
