"""The identity pools' own OpenID tokens: what the basic flow takes to STS.

One RSA key for all pools, made when first needed; tokens are RS512, as AWS's are.
"""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from isthmus.clock import Clock
from isthmus.local.cognito.identity.ports import PoolIdentity
from isthmus.local.cognito.identity.session_tags import write_session_tags
from isthmus.local.database import Database
from isthmus.local.openid import (
    MissingClaimError,
    OpenIdClaims,
    UnverifiedToken,
    check_audience,
    check_issuer,
    check_times,
    verify_signature,
)

ISSUER_HOST = "cognito-identity.amazonaws.com"
ISSUER = f"https://{ISSUER_HOST}"
ALGORITHM = "RS512"
NO_SKEW = 0


class IdentityTokens:
    """Issue and verify the tokens."""

    def __init__(self, database: Database, *, region: str, account_id: str, clock: Clock) -> None:
        self._database = database
        self._region = region
        self._account_id = account_id
        self._clock = clock
        self._loaded: tuple[str, rsa.RSAPrivateKey] | None = None
        self._loading = asyncio.Lock()

    async def issue_token(self, identity: PoolIdentity, *, lifetime_seconds: int) -> str:
        """Sign a token for STS, with the identity's session tags."""
        from joserfc import jwk, jwt  # noqa: PLC0415  80 ms, at the first token

        kid, private_key = await self._key()
        now = int(self._clock.now())
        claims = {
            "sub": identity.identity_id,
            "aud": identity.pool_id,
            "amr": list(identity.amr),
            f"{ISSUER}/identity-pool-arn": self._pool_arn(identity.pool_id),
            "iss": ISSUER,
            "exp": now + lifetime_seconds,
            "iat": now,
            **write_session_tags(identity.tags),
        }
        header = {"kid": kid, "typ": "JWS", "alg": ALGORITHM}
        return jwt.encode(header, claims, jwk.RSAKey.import_key(_pem(private_key)), algorithms=[ALGORITHM])

    async def verify_token(self, token: UnverifiedToken) -> OpenIdClaims:
        """Give the claims of a token of ours, or raise OpenIdError."""
        check_issuer(token, issuer=ISSUER)
        verify_signature(token, keys=(await self.jwks())["keys"])
        expires_at = check_times(token, now=self._clock.now(), skew_seconds=NO_SKEW)
        pool_id, identity_id = token.claims.get("aud"), token.claims.get("sub")
        if not isinstance(pool_id, str) or not isinstance(identity_id, str):
            raise MissingClaimError("aud")
        return OpenIdClaims(
            issuer=ISSUER,
            subject=identity_id,
            audience=check_audience(token, client_ids=(pool_id,)),
            expires_at=expires_at,
            claims=token.claims,
        )

    async def jwks(self) -> Mapping[str, Any]:
        """Give the public key as AWS publishes its own."""
        kid, private_key = await self._key()
        return _jwks_of(kid, private_key)

    def find_jwks(self) -> Mapping[str, Any] | None:
        """Give the public key, None if none was needed yet: then there is no token of ours."""
        found = self._loaded or self._find()
        return None if found is None else _jwks_of(*found)

    def _pool_arn(self, pool_id: str) -> str:
        return f"arn:aws:cognito-identity:{self._region}:{self._account_id}:identitypool/{pool_id}"

    async def _key(self) -> tuple[str, rsa.RSAPrivateKey]:
        async with self._loading:
            if self._loaded is None:
                self._loaded = self._find() or await self._generate()
            return self._loaded

    def _find(self) -> tuple[str, rsa.RSAPrivateKey] | None:
        row = self._database.find_row("SELECT kid, private_key FROM token_key")
        if row is None:
            return None
        private_key = serialization.load_der_private_key(row["private_key"], password=None)
        assert isinstance(private_key, rsa.RSAPrivateKey)
        return row["kid"], private_key

    async def _generate(self) -> tuple[str, rsa.RSAPrivateKey]:
        private_key = await asyncio.to_thread(rsa.generate_private_key, public_exponent=65537, key_size=2048)
        kid = f"{self._region}-{secrets.token_hex(4)}"
        der = private_key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._database.execute("INSERT INTO token_key (kid, private_key) VALUES (?, ?)", (kid, der))
        return kid, private_key


def _jwks_of(kid: str, private_key: rsa.RSAPrivateKey) -> Mapping[str, Any]:
    from joserfc import jwk  # noqa: PLC0415  80 ms, at the first token

    public = jwk.RSAKey.import_key(_pem(private_key)).as_dict(private=False)
    return {"keys": [{**public, "kid": kid, "alg": ALGORITHM, "use": "sig"}]}


def _pem(private_key: rsa.RSAPrivateKey) -> bytes:
    return private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
