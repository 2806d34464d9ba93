"""Faults for tests, which note what they acted on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from isthmus.clock import Clock
from isthmus.local.cognito.triggers import FunctionAnswer
from isthmus.local.faults.assembly import Faults, build_faults

NOW = 1_800_000_000.0
API = {"content-type": "application/x-amz-json-1.1"}


class StandingClock:
    def now(self) -> float:
        return NOW


@dataclass
class Board:
    """The faults of one test, and the ids of those that acted, in order."""

    clock: Clock = field(default_factory=StandingClock)
    acted: list[str] = field(default_factory=list)
    has_acted: asyncio.Event = field(default_factory=asyncio.Event)
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        self.faults = build_faults(clock=self.clock, mark=self._mark)

    def _mark(self, fault: str) -> None:
        self.acted.append(fault)
        self.has_acted.set()

    async def on(self, fault: str, **settings: Any) -> None:
        await self.faults.switchboard.switch_on(fault, unverified_settings=settings)

    def off(self, fault: str) -> None:
        self.faults.switchboard.switch_off(fault)

    def is_on(self, fault: str) -> bool:
        documents = self.faults.switchboard.to_documents()
        return next(bool(each["is_on"]) for each in documents if each["fault"] == fault)


class WorkingFunctions:
    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        del function_arn, source_arn
        return FunctionAnswer(payload=payload, error=None)


async def system(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand for a system that works."""
    await PlainTextResponse("it works")(scope, receive, send)


async def ask(around: Callable[[ASGIApp], ASGIApp], method: str, url: str, **options: Any) -> httpx2.Response:
    """Ask the working system through its faults."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=around(system))) as client:
        return await client.request(method, url, **options)
