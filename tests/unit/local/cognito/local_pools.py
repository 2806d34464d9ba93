"""Local user pools without a network: call operations and the token endpoint, and tell the time."""

import asyncio
import base64
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from isthmus.clock import Clock
from isthmus.local.cognito.app import UserPools, open_user_pools
from isthmus.local.cognito.triggers import FunctionAnswer, Functions

ISSUER_BASE = "http://127.0.0.1:4566"
REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
DEFINE, CREATE, VERIFY = (
    f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}" for name in ("define", "create", "verify")
)
CHALLENGE_TRIGGERS = {
    "DefineAuthChallenge": DEFINE,
    "CreateAuthChallenge": CREATE,
    "VerifyAuthChallengeResponse": VERIFY,
}
Json = dict[str, Any]
T = TypeVar("T")


class RefusedError(Exception):
    """An error answer: its type and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass
class StoppedClock:
    time: float = 1_800_000_000.0

    def now(self) -> float:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class FakeFunctions:
    """Functions by ARN: each gets the event and gives the event, an answer, or raises."""

    run: dict[str, Callable[[Json], Any]] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        event = json.loads(payload)
        self.events.append(json.loads(payload))
        self.sources.append(source_arn)
        answer = self.run[function_arn](event)
        if isinstance(answer, Coroutine):
            answer = await answer
        if isinstance(answer, FunctionAnswer):
            return answer
        return FunctionAnswer(payload=json.dumps(answer).encode(), error=None)

    def respond(self, function_arn: str, **response: Any) -> None:
        """Let the function fill in this response."""

        def fill(event: Json) -> Json:
            return {**event, "response": response}

        self.run[function_arn] = fill

    def fail(self, function_arn: str, message: str) -> None:
        """Let the function raise an exception with this message."""
        payload = json.dumps({"errorMessage": message, "errorType": "Exception"}).encode()
        self.run[function_arn] = lambda _: FunctionAnswer(payload=payload, error="Unhandled")

    def events_of(self, source: str) -> list[Json]:
        return [event for event in self.events if event["triggerSource"] == source]


class LocalPools:
    """User pools in a folder, driven by their own event loop."""

    def __init__(
        self, folder: Path, *, functions: Functions | None = None, token_clock: Clock | None = None
    ) -> None:
        self._runner = asyncio.Runner()
        self.folder = folder
        self.clock = StoppedClock()
        self.functions = FakeFunctions()
        self._other_functions = functions
        self._token_clock = token_clock
        self.identity_provider: Callable[[httpx2.Request], httpx2.Response] = no_provider
        self.pools = self._open()

    def call(self, operation: str, /, **request: Any) -> Json:
        """Run one operation; RefusedError is its error answer."""
        return self.run(self.answer(operation, request))

    async def answer(self, operation: str, request: Any) -> Json:
        body = request if isinstance(request, bytes) else json.dumps(request).encode()
        response = await self.pools.service.answer(operation, body, request_id="request-1")
        document: Json = json.loads(bytes(response.body) or b"{}")
        if response.status_code != 200:
            raise RefusedError(document["__type"], document["message"])
        return document

    def post_token(self, content: str, **headers: str) -> httpx2.Response:
        sent = {"content-type": "application/x-www-form-urlencoded"} | headers
        return self.request("POST", "/oauth2/token", content=content, headers=sent)

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        async def send() -> httpx2.Response:
            transport = httpx2.ASGITransport(app=self.pools.web)
            async with httpx2.AsyncClient(transport=transport, base_url=ISSUER_BASE) as client:
                return await client.request(method, path, **options)

        return self.run(send())

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(coroutine)

    def restart(self) -> None:
        """Stop and start again on the same file."""
        self.pools.close()
        self.pools = self._open()

    def close(self) -> None:
        self.pools.close()
        self._runner.close()

    def _open(self) -> UserPools:
        return open_user_pools(
            database=self.folder / "cognito.sqlite3",
            issuer_base=ISSUER_BASE,
            region=REGION,
            account_id=ACCOUNT_ID,
            functions=self._other_functions or self.functions,
            provider_client=httpx2.AsyncClient(transport=httpx2.MockTransport(self._ask_provider)),
            clock=self.clock,
            token_clock=self._token_clock,
        )

    def _ask_provider(self, request: httpx2.Request) -> httpx2.Response:
        return self.identity_provider(request)


def no_provider(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError(f"no such host: {request.url.host}")


def basic(client_id: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"


def claims_of(token: str) -> Json:
    """Read the claims without a check."""
    part = token.split(".")[1]
    claims: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def header_of(token: str) -> Json:
    part = token.split(".", maxsplit=1)[0]
    header: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return header
