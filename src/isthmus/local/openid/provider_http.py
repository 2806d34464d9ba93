"""Requests to OIDC providers: https, five seconds, 256 KiB, no redirects, answers that are JSON objects.

TLS is checked by the client that is passed in. Addresses come from an administrator's configuration or from
the discovery document of a configured issuer, never from a caller or a token.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx2

from isthmus.local.openid.errors import ProviderRefusedError, ProviderUnreachableError
from isthmus.secret import Secret

ANSWER_SECONDS = 5.0
LARGEST_ANSWER = 256 * 1024


class ProviderHttp:
    """Ask providers. All failures are ProviderUnreachableError, an error status is ProviderRefusedError."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def get(self, address: str, *, bearer: Secret | None) -> dict[str, Any]:
        """Get a JSON object, with an access token if there is one."""
        return await self._ask("GET", address, bearer=bearer, form=None)

    async def post(self, address: str, *, form: Mapping[str, str], bearer: Secret | None) -> dict[str, Any]:
        """Post a form and give the JSON object that comes back."""
        return await self._ask("POST", address, bearer=bearer, form=form)

    async def _ask(
        self, method: str, address: str, *, bearer: Secret | None, form: Mapping[str, str] | None
    ) -> dict[str, Any]:
        if not address.startswith("https://"):
            raise ProviderUnreachableError("the provider's address is not https")
        headers = {"Accept": "application/json"}
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer.reveal()}"
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                content = await self._read(method, address, headers=headers, form=form)
            document = json.loads(content)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, RecursionError) as error:
            raise ProviderUnreachableError(f"the provider gave no answer: {type(error).__name__}") from error
        if not isinstance(document, dict):
            raise ProviderUnreachableError("the provider's answer is no JSON object")
        return document

    async def _read(
        self, method: str, address: str, *, headers: Mapping[str, str], form: Mapping[str, str] | None
    ) -> bytes:
        content = bytearray()
        async with self._client.stream(
            method, address, headers=headers, data=form, follow_redirects=False
        ) as response:
            if response.status_code != httpx2.codes.OK:
                raise ProviderRefusedError(response.status_code)
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST_ANSWER:
                    raise ProviderUnreachableError("the provider's answer is too large")
        return bytes(content)
