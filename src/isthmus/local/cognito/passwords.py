"""Passwords: AWS's policy messages, hashes by scrypt, and SRP verifiers beside them."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.srp import make_verifier
from isthmus.local.cognito.user import Password

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import PasswordPolicyTypeTypeDef

# scrypt (RFC 7914) with 16 MiB and about 40 ms: OWASP's second choice (N=2^16, p=1) made four times cheaper,
# because a laptop signs in often and the file is of mode 0600.
COST, BLOCK_SIZE, PARALLELISM = 2**14, 8, 1
# AWS: developerguide/managing-users-passwords. The space counts only inside.
SYMBOLS = frozenset("^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ")


def check_policy(password: str, *, policy: "PasswordPolicyTypeTypeDef") -> None:
    """Raise InvalidPasswordException unless the password conforms to the pool's policy."""
    if len(password) < policy["MinimumLength"]:
        raise _nonconforming("Password not long enough")
    for setting, characters, name in (
        ("RequireUppercase", str.isupper, "uppercase"),
        ("RequireLowercase", str.islower, "lowercase"),
        ("RequireNumbers", str.isdigit, "numeric"),
        ("RequireSymbols", SYMBOLS.__contains__, "symbol"),
    ):
        if policy.get(setting) and not any(map(characters, password)):
            raise _nonconforming(f"Password must have {name} characters")


async def make_password(password: str, *, pool_id: str, username: str, expires_at: float | None) -> Password:
    """Compute what is kept of a password: the hash for those that are sent, the verifier for SRP."""
    return Password(
        hashed=await hash_password(password),
        verifier=make_verifier(password, pool_id=pool_id, username=username),
        expires_at=expires_at,
    )


async def hash_password(password: str) -> str:
    """Hash in a worker thread; the parameters stand in front of the hash."""
    salt = secrets.token_bytes(16)
    digest = await asyncio.to_thread(_scrypt, password, salt, COST, BLOCK_SIZE, PARALLELISM)
    return f"scrypt${COST}${BLOCK_SIZE}${PARALLELISM}${_text(salt)}${_text(digest)}"


async def is_password(unverified: str, *, hashed: str | None) -> bool:
    """Compare in constant time. Without a hash the work is the same and the answer no."""
    _, cost, block_size, parallelism, salt, digest = (hashed or _NO_PASSWORD).split("$")
    computed = await asyncio.to_thread(
        _scrypt, unverified, base64.b64decode(salt), int(cost), int(block_size), int(parallelism)
    )
    return hmac.compare_digest(computed, base64.b64decode(digest)) and hashed is not None


def _scrypt(password: str, salt: bytes, cost: int, block_size: int, parallelism: int) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost, r=block_size, p=parallelism, maxmem=64 * 1024 * 1024, dklen=32
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _nonconforming(reason: str) -> AwsError:
    return AwsError("InvalidPasswordException", f"Password did not conform with policy: {reason}")


_NO_PASSWORD = f"scrypt${COST}${BLOCK_SIZE}${PARALLELISM}${_text(bytes(16))}${_text(bytes(32))}"
