import asyncio
from typing import Any

import httpx2
import pytest

from isthmus.local.openid import ProviderKeys, ProviderUnreachableError
from isthmus.local.openid.provider_http import LARGEST_ANSWER
from isthmus.local.openid.provider_keys import COOL_DOWN_SECONDS, KEEP_SECONDS
from unit.local.openid.fake_provider import ISSUER, FakeProvider, SetClock, an_rsa_key

pytestmark = pytest.mark.anyio

SPOILED: dict[str, Any] = {
    "silent": httpx2.ConnectError("refused"),
    "slow": httpx2.ReadTimeout("slow"),
    "failing": httpx2.Response(503),
    "redirecting": httpx2.Response(302, headers={"location": "https://evil.example"}),
    "no JSON": httpx2.Response(200, text="<html>"),
    "no object": httpx2.Response(200, json=[]),
    "too large": httpx2.Response(200, content=b" " * (LARGEST_ANSWER + 1)),
}


@pytest.mark.parametrize("name", SPOILED)
async def test_refuses_a_provider_that_is(provider: FakeProvider, clock: SetClock, name: str) -> None:
    provider.spoiled = SPOILED[name]
    keys = ProviderKeys(provider.client(), clock=clock)
    with pytest.raises(ProviderUnreachableError):
        await keys.get_keys(ISSUER, key_id="216")


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example", "jwks_uri": f"{ISSUER}/id/keys"},
        {"issuer": f"{ISSUER}/", "jwks_uri": f"{ISSUER}/id/keys"},
        {"jwks_uri": f"{ISSUER}/id/keys"},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks_uri": 5},
        {"issuer": ISSUER, "jwks_uri": "http://org.example/id/keys"},
        {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"},
        {"issuer": ISSUER, "jwks_uri": "https://[bad/id/keys"},
        {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/elsewhere"},
    ],
)
async def test_refuses_discovery_that_does_not_fit(
    provider: FakeProvider, clock: SetClock, discovery: dict[str, Any]
) -> None:
    provider.discovery = discovery
    with pytest.raises(ProviderUnreachableError):
        await ProviderKeys(provider.client(), clock=clock).get_keys(ISSUER, key_id="216")


async def test_refuses_a_plain_http_issuer(provider: FakeProvider, clock: SetClock) -> None:
    with pytest.raises(ProviderUnreachableError):
        await ProviderKeys(provider.client(), clock=clock).get_keys("http://org.example", key_id="216")
    assert provider.requests == []


async def test_refuses_too_many_keys(provider: FakeProvider, clock: SetClock) -> None:
    provider.more_keys = [{"kid": str(number)} for number in range(300)]
    with pytest.raises(ProviderUnreachableError):
        await ProviderKeys(provider.client(), clock=clock).get_keys(ISSUER, key_id="216")


async def test_asks_a_silent_provider_again_only_after_the_cool_down(
    provider: FakeProvider, clock: SetClock
) -> None:
    provider.spoiled = httpx2.ConnectError("refused")
    keys = ProviderKeys(provider.client(), clock=clock)
    for _ in range(5):
        with pytest.raises(ProviderUnreachableError):
            await keys.get_keys(ISSUER, key_id="216")
    assert len(provider.requests) == 1
    clock.time += COOL_DOWN_SECONDS
    provider.spoiled = None
    assert await keys.get_keys(ISSUER, key_id="216")


async def test_unknown_keys_cause_no_fetch_within_the_cool_down(
    provider: FakeProvider, clock: SetClock
) -> None:
    keys = ProviderKeys(provider.client(), clock=clock)
    for number in range(20):
        await keys.get_keys(ISSUER, key_id=f"unknown-{number}")
    assert provider.requests.count("/id/keys") == 1


async def test_old_keys_are_not_used_when_the_provider_falls_silent(
    provider: FakeProvider, clock: SetClock
) -> None:
    keys = ProviderKeys(provider.client(), clock=clock)
    await keys.get_keys(ISSUER, key_id="216")
    provider.spoiled = httpx2.ConnectError("refused")
    clock.time += KEEP_SECONDS
    assert await keys.get_keys(ISSUER, key_id="216")
    clock.time += 1
    with pytest.raises(ProviderUnreachableError):
        await keys.get_keys(ISSUER, key_id="216")


async def test_keys_go_by_discovery_and_are_fetched_once_for_many(
    provider: FakeProvider, clock: SetClock
) -> None:
    keys = ProviderKeys(provider.client(), clock=clock)
    found = await asyncio.gather(*(keys.get_keys(ISSUER, key_id="216") for _ in range(20)))
    assert {key["kid"] for key in found[0]} == {"216"}
    assert provider.requests == ["/.well-known/openid-configuration", "/id/keys"]


async def test_a_rotated_key_is_found_after_the_cool_down(provider: FakeProvider, clock: SetClock) -> None:
    keys = ProviderKeys(provider.client(), clock=clock)
    await keys.get_keys(ISSUER, key_id="216")
    provider.keys["218"] = an_rsa_key()
    clock.time += COOL_DOWN_SECONDS
    assert {key["kid"] for key in await keys.get_keys(ISSUER, key_id="218")} == {"216", "218"}
