"""Secure Remote Password, SRP-6a, as Cognito does it: the 3072-bit group and a key by HKDF.

RFC 5054 has the group (appendix A) and the exchange (section 2.5); Cognito hashes with SHA-256, writes
numbers with a sign, and derives the key under the name "Caldera Derived Key". Who has to prove what is
decided in `sign_in.srp`.

NOTE: the verifier fixes the cost of a guess for whoever reads the file: two SHA-256 and one modular power, a
few milliseconds, where the scrypt hash beside it takes forty. No stronger function fits: the clients compute
`x` themselves. See docs/decisions/0005-srp-verifiers.md.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2
KEY_NAME = b"Caldera Derived Key"
SALT_BITS = 128
SECRET_BITS = 256  # RFC 5054 section 3.1: at least 256 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class SrpVerifier:
    """What a server keeps of a password. `salt` is hexadecimal as it is sent, without leading zeros."""

    salt: str
    number: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SrpExchange:
    """One run: the client's public number, and ours with its secret."""

    client_public: int
    server_secret: int
    server_public: int


def make_verifier(password: str, *, pool_id: str, username: str) -> SrpVerifier:
    """Compute the verifier of a password under a fresh salt."""
    salt = secrets.randbits(SALT_BITS) | 1
    identity = hashlib.sha256(f"{user_identity(pool_id, username)}:{password}".encode()).digest()
    x = _hash(_signed(salt), identity)
    return SrpVerifier(salt=f"{salt:x}", number=_signed(pow(G, x, N)))


def start_exchange(verifier: SrpVerifier, *, client_public: int) -> SrpExchange:
    """Choose our secret and compute our public number. `client_public` was checked by `is_public_number`."""
    server_secret = secrets.randbits(SECRET_BITS) | 1 << (SECRET_BITS - 1)
    number = int.from_bytes(verifier.number)
    server_public = (_multiplier() * number + pow(G, server_secret, N)) % N
    return SrpExchange(client_public=client_public, server_secret=server_secret, server_public=server_public)


def is_public_number(number: int) -> bool:
    """Tell whether a client may send it: a multiple of N gives the key away (RFC 5054 section 2.5.4)."""
    return 0 < number < N


def session_key(exchange: SrpExchange, verifier: SrpVerifier) -> bytes:
    """Compute the key that only who knows the password computes too."""
    u = _hash(_signed(exchange.client_public), _signed(exchange.server_public))
    shared = exchange.client_public * pow(int.from_bytes(verifier.number), u, N)
    secret = pow(shared, exchange.server_secret, N)
    extracted = hmac.digest(_signed(u), _signed(secret), hashlib.sha256)
    return hmac.digest(extracted, KEY_NAME + b"\x01", hashlib.sha256)[:16]


def claim_signature(key: bytes, *, identity: str, secret_block: bytes, timestamp: str) -> bytes:
    """Compute what PASSWORD_CLAIM_SIGNATURE has to be."""
    message = identity.encode() + secret_block + timestamp.encode()
    return hmac.digest(key, message, hashlib.sha256)


def user_identity(pool_id: str, username: str) -> str:
    """Give whom a password's claim is of. A device's is its group key and its key."""
    return f"{pool_id.partition('_')[2]}{username}"


def _multiplier() -> int:
    return _hash(_signed(N), _signed(G))


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest())


def _signed(number: int) -> bytes:
    """WIRE: a zero byte stands in front where the first bit would read as a sign."""
    return number.to_bytes(number.bit_length() // 8 + 1)
