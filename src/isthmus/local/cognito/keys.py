"""The signing keys of a pool: two RSA-2048 keys, one for ID tokens and one for access tokens.

Generating and signing run in worker threads, which the RSA code uses without Python's lock; keys stay loaded.
"""

import asyncio
import base64
import json
import os
import secrets
import sqlite3
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from isthmus.clock import Clock
from isthmus.local.cognito.errors import pool_not_found
from isthmus.local.cognito.signing_threads import SigningThreads
from isthmus.local.database import Database

TokenUse = Literal["id", "access"]
ID: TokenUse = "id"
ACCESS: TokenUse = "access"
TOKEN_USES: tuple[TokenUse, ...] = (ID, ACCESS)
# No ID or access token is valid for longer (API_CreateUserPoolClient), so no key is needed for longer.
LONGEST_VALIDITY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One RSA key, the id that tokens name it by, and the encoded header of its tokens."""

    kid: str
    private_key: rsa.RSAPrivateKey
    header: bytes

    def sign(self, message: bytes) -> bytes:
        """Sign as RS256 says: PKCS #1 v1.5, SHA-256 (RFC 7518 section 3.3). Takes 0.7 ms."""
        return self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())

    def is_signed(self, message: bytes, *, signature: bytes) -> bool:
        """Tell whether this key signed the message."""
        try:
            self.private_key.public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def to_jwk(self) -> dict[str, str]:
        """Give the public half as AWS publishes it."""
        numbers = self.private_key.public_key().public_numbers()
        return {
            "alg": "RS256",
            "e": _base64url_number(numbers.e),
            "kid": self.kid,
            "kty": "RSA",
            "n": _base64url_number(numbers.n),
            "use": "sig",
        }


class Keys:
    """Make, keep and use the keys of every pool."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._loaded: dict[tuple[str, TokenUse], SigningKey] = {}
        # By pool and use: the key that signed before, and until when its tokens are taken.
        self._retired: dict[tuple[str, TokenUse], tuple[SigningKey, float] | None] = {}
        # As many threads as cores: more would only take turns.
        self._threads = SigningThreads(os.cpu_count() or 1)

    async def generate(self) -> dict[TokenUse, SigningKey]:
        """Make a new pair of keys; 80 ms each."""
        keys = await asyncio.gather(*(self._threads.run(_generate) for _ in TOKEN_USES))
        return dict(zip(TOKEN_USES, keys, strict=True))

    def insert(self, pool_id: str, keys: dict[TokenUse, SigningKey]) -> None:
        """Keep the keys of a new pool."""
        for token_use, key in keys.items():
            self._store(pool_id, token_use, key)
            self._loaded[pool_id, token_use] = key

    async def rotate(self, pool_id: str) -> dict[TokenUse, SigningKey]:
        """Sign with new keys from here on, and give them.

        The old ones stay published and taken for the longest validity of a token, or until the next rotation.
        AWS has no such call.
        """
        keys = await self.generate()
        with self._database.transaction():
            self._database.execute("DELETE FROM retired_signing_key WHERE pool_id = ?", (pool_id,))
            self._database.execute(
                "INSERT INTO retired_signing_key (pool_id, token_use, kid, private_key, retired_at)"
                " SELECT pool_id, token_use, kid, private_key, ? FROM signing_key WHERE pool_id = ?",
                (self._clock.now(), pool_id),
            )
            moved = self._database.execute("DELETE FROM signing_key WHERE pool_id = ?", (pool_id,))
            if moved.rowcount != len(TOKEN_USES):
                # The pool was deleted while its keys were made.
                raise pool_not_found(pool_id)
            for token_use, key in keys.items():
                self._store(pool_id, token_use, key)
        self.forget(pool_id)
        return keys

    def forget(self, pool_id: str) -> None:
        """Drop the loaded keys of a pool that was deleted or has others."""
        for token_use in TOKEN_USES:
            self._loaded.pop((pool_id, token_use), None)
            self._retired.pop((pool_id, token_use), None)

    def get(self, pool_id: str, token_use: TokenUse) -> SigningKey:
        """Give a key of an existing pool."""
        key = self._loaded.get((pool_id, token_use))
        return key if key is not None else self._load(pool_id, token_use)

    def jwks(self, pool_id: str) -> dict[str, Any]:
        """Give the pool's public keys as its jwks.json shows them."""
        signing = [self.get(pool_id, token_use) for token_use in TOKEN_USES]
        retired = [self._find_retired(pool_id, token_use) for token_use in TOKEN_USES]
        return {"keys": [key.to_jwk() for key in (*signing, *retired) if key is not None]}

    def find(self, pool_id: str, token_use: TokenUse, *, unverified_kid: object) -> SigningKey | None:
        """Give the key of an existing pool that a token names, if its tokens are taken; else None."""
        for key in (self.get(pool_id, token_use), self._find_retired(pool_id, token_use)):
            if key is not None and key.kid == unverified_kid:
                return key
        return None

    async def sign(self, pool_id: str, token_use: TokenUse, message: bytes) -> bytes:
        """Sign in a worker thread."""
        key = self.get(pool_id, token_use)
        return await self._threads.run(lambda: key.sign(message))

    def close(self) -> None:
        """End the worker threads."""
        self._threads.close()

    def _store(self, pool_id: str, token_use: TokenUse, key: SigningKey) -> None:
        der = key.private_key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._database.execute(
            "INSERT INTO signing_key (pool_id, token_use, kid, private_key) VALUES (?, ?, ?, ?)",
            (pool_id, token_use, key.kid, der),
        )

    def _find_retired(self, pool_id: str, token_use: TokenUse) -> SigningKey | None:
        if (pool_id, token_use) not in self._retired:
            row = self._database.find_row(
                "SELECT kid, private_key, retired_at FROM retired_signing_key"
                " WHERE pool_id = ? AND token_use = ?",
                (pool_id, token_use),
            )
            until = 0.0 if row is None else row["retired_at"] + LONGEST_VALIDITY_SECONDS
            self._retired[pool_id, token_use] = None if row is None else (_read_key(row), until)
        found = self._retired[pool_id, token_use]
        return found[0] if found is not None and self._clock.now() < found[1] else None

    def _load(self, pool_id: str, token_use: TokenUse) -> SigningKey:
        row = self._database.find_row(
            "SELECT kid, private_key FROM signing_key WHERE pool_id = ? AND token_use = ?",
            (pool_id, token_use),
        )
        if row is None:
            # The pool, which is inserted together with its keys, was deleted while a function ran.
            raise pool_not_found(pool_id)
        self._loaded[pool_id, token_use] = _read_key(row)
        return self._loaded[pool_id, token_use]


def _read_key(row: sqlite3.Row) -> SigningKey:
    # NOTE: the check that is skipped takes 50 ms; the key is our own, from a file of mode 0600.
    private_key = serialization.load_der_private_key(
        row["private_key"], password=None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(private_key, rsa.RSAPrivateKey)
    return _signing_key(row["kid"], private_key)


def _generate() -> SigningKey:
    # WIRE: AWS's key ids are 32 random bytes in Base64 with its trailing "=".
    kid = base64.b64encode(secrets.token_bytes(32)).decode()
    return _signing_key(kid, rsa.generate_private_key(public_exponent=65537, key_size=2048))


def _signing_key(kid: str, private_key: rsa.RSAPrivateKey) -> SigningKey:
    header = json.dumps({"kid": kid, "alg": "RS256"}, separators=(",", ":")).encode()
    return SigningKey(kid=kid, private_key=private_key, header=base64.urlsafe_b64encode(header).rstrip(b"="))


def _base64url_number(number: int) -> str:
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
