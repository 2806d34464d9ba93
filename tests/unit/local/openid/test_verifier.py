import pytest

from isthmus.local.openid import (
    BadSignatureError,
    MissingClaimError,
    OpenIdProvider,
    OpenIdVerifier,
    ProviderKeys,
    TokenExpiredError,
    WrongAudienceError,
    WrongIssuerError,
    parse_token,
)
from unit.local.openid.fake_provider import CLIENT_ID, ISSUER, SUBJECT, FakeProvider, SetClock, an_rsa_key

pytestmark = pytest.mark.anyio

KNOWN = OpenIdProvider(
    arn="arn:aws:iam::123456789012:oidc-provider/org.example",
    issuer=ISSUER,
    client_ids=frozenset({CLIENT_ID}),
)


def a_verifier(provider: FakeProvider, clock: SetClock) -> OpenIdVerifier:
    return OpenIdVerifier(ProviderKeys(provider.client(), clock=clock), clock=clock)


async def test_asks_no_provider_for_a_token_of_another_issuer(
    provider: FakeProvider, clock: SetClock
) -> None:
    token = parse_token(provider.token(iss="https://evil.example"))
    with pytest.raises(WrongIssuerError):
        await a_verifier(provider, clock).verify_token(token, provider=KNOWN)
    assert provider.requests == []


async def test_refuses_a_forged_token(provider: FakeProvider, clock: SetClock) -> None:
    with pytest.raises(BadSignatureError):
        await a_verifier(provider, clock).verify_token(
            parse_token(provider.token(key=an_rsa_key())), provider=KNOWN
        )


async def test_refuses_an_expired_token(provider: FakeProvider, clock: SetClock) -> None:
    token = parse_token(provider.token())
    clock.time += 120 + 301
    with pytest.raises(TokenExpiredError):
        await a_verifier(provider, clock).verify_token(token, provider=KNOWN)


async def test_refuses_another_client(provider: FakeProvider, clock: SetClock) -> None:
    with pytest.raises(WrongAudienceError):
        await a_verifier(provider, clock).verify_token(
            parse_token(provider.token(aud="other")), provider=KNOWN
        )


async def test_refuses_a_token_of_nobody(provider: FakeProvider, clock: SetClock) -> None:
    with pytest.raises(MissingClaimError):
        await a_verifier(provider, clock).verify_token(parse_token(provider.token(sub=None)), provider=KNOWN)


async def test_gives_the_verified_claims(provider: FakeProvider, clock: SetClock) -> None:
    token = parse_token(provider.token(nonce="n"))
    claims = await a_verifier(provider, clock).verify_token(token, provider=KNOWN)
    assert (claims.issuer, claims.subject, claims.audience) == (ISSUER, SUBJECT, CLIENT_ID)
    assert claims.claims["nonce"] == "n"
