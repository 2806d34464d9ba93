"""The keys of OIDC providers: found by discovery, kept for ten minutes.

An unknown key has them fetched again, but only now and then, and one fetch per provider is under way at a
time. `provider_http` says how they are fetched.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from isthmus.clock import Clock
from isthmus.local.openid.errors import ProviderUnreachableError
from isthmus.local.openid.provider_http import ProviderHttp

KEEP_SECONDS = 600
COOL_DOWN_SECONDS = 10
MOST_KEYS = 200

Key = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class _Provider:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    keys: tuple[Key, ...] = ()
    fetched_at: float = float("-inf")
    tried_at: float = float("-inf")
    failure: str | None = None


class ProviderKeys:
    """Find the keys of a provider by its issuer, an https URL that IAM's administrator registered."""

    def __init__(self, client: httpx2.AsyncClient, *, clock: Clock) -> None:
        self._http = ProviderHttp(client)
        self._clock = clock
        self._providers: dict[str, _Provider] = {}

    async def get_keys(self, issuer: str, *, key_id: Any) -> tuple[Key, ...]:
        """Give the provider's keys, asked for anew if `key_id` is not among them and the cool-down is over.

        Raises ProviderUnreachableError if there are no keys young enough.
        """
        provider = self._providers.setdefault(issuer, _Provider())
        async with provider.lock:
            if self._needs_fetch(provider, key_id=key_id):
                await self._refresh(provider, issuer=issuer)
            if self._clock.now() - provider.fetched_at > KEEP_SECONDS:
                raise ProviderUnreachableError(provider.failure or "no keys")
            return provider.keys

    def _needs_fetch(self, provider: _Provider, *, key_id: Any) -> bool:
        now = self._clock.now()
        if now - provider.tried_at < COOL_DOWN_SECONDS:
            return False
        is_old = now - provider.fetched_at > KEEP_SECONDS
        return is_old or all(key.get("kid") != key_id for key in provider.keys)

    async def _refresh(self, provider: _Provider, *, issuer: str) -> None:
        provider.tried_at = self._clock.now()
        try:
            provider.keys = await self._fetch_keys(issuer)
        except ProviderUnreachableError as error:
            provider.failure = str(error)
        else:
            provider.fetched_at, provider.failure = provider.tried_at, None

    async def _fetch_keys(self, issuer: str) -> tuple[Key, ...]:
        discovered = await self._http.get(
            f"{issuer.rstrip('/')}/.well-known/openid-configuration", bearer=None
        )
        if discovered.get("issuer") != issuer:
            raise ProviderUnreachableError("the discovery document is another issuer's")
        address = discovered.get("jwks_uri")
        if not isinstance(address, str):
            raise ProviderUnreachableError("the discovery document names no keys")
        keys = (await self._http.get(address, bearer=None)).get("keys")
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            raise ProviderUnreachableError("the provider's keys are no list, or too many")
        return tuple(key for key in keys if isinstance(key, dict))
