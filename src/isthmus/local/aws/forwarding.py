"""Requests passed on to the emulator, and its answers passed back as they come."""

import logging
from typing import Any

import httpx2

from isthmus.local.aws.cors import ANSWER_HEADERS
from isthmus.local.aws.emulator import CONNECTION_HEADERS, Caller, Emulator
from isthmus.local.aws.requests import Request

LOG = logging.getLogger(__name__)
# The server of the stack writes its own date.
NOT_PASSED_BACK = (CONNECTION_HEADERS - {"content-length"}) | {"date", "server"}

Headers = list[tuple[bytes, bytes]]


class Forwarding:
    """Pass requests on."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def pass_on(self, request: Request, *, caller: Caller, is_cross_origin: bool, send: Any) -> None:
        """Stream the answer to an API call; raise UnavailableError before anything was sent.

        ministack lets pages of every origin read everything; here only those services do that AWS lets.
        """
        async with self._emulator.forward(request, caller=caller) as response:
            headers = [pair for pair in _kept(response) if not pair[0].startswith(b"access-control-")]
            if is_cross_origin:
                headers += [(name.encode(), value.encode()) for name, value in ANSWER_HEADERS.items()]
            await _stream(response, headers=headers, send=send)

    async def pass_to_public_api(self, request: Request, *, caller: Caller, send: Any) -> None:
        """Stream the answer of an API's or function's own address, whose headers are its own affair."""
        async with self._emulator.forward(request, caller=caller) as response:
            await _stream(response, headers=_kept(response), send=send)


def _kept(response: httpx2.Response) -> Headers:
    lowered = [(name.lower(), value) for name, value in response.headers.raw]
    return [pair for pair in lowered if pair[0].decode("latin-1") not in NOT_PASSED_BACK]


async def _stream(response: httpx2.Response, *, headers: Headers, send: Any) -> None:
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    try:
        async for chunk in response.aiter_raw():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except httpx2.HTTPError as error:
        # The status is out; a body that ends early is all that can still be said.
        LOG.warning("the AWS emulator broke off an answer: %s", type(error).__name__)
        return
    await send({"type": "http.response.body", "body": b"", "more_body": False})
