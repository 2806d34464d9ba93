"""RSA signatures of the algorithms RS256, RS384 and RS512 (RFC 7518 section 3.3), by joserfc and OpenSSL.

The packages of deployed functions hold `rsa_in_python` in place of this module, under this name: both have
the same functions, and the same tests.
"""

from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from isthmus.errors import DeniedError

PublicKey = RSAKey

_ALGORITHMS = ("RS256", "RS384", "RS512")
_REGISTRY = JWSRegistry(algorithms=list(_ALGORITHMS))
_MODELS = {algorithm: _REGISTRY.get_alg(algorithm) for algorithm in _ALGORITHMS}


def make_public_key(*, n: str, e: str) -> PublicKey:
    """Take modulus and exponent as a JSON Web Key has them; whether they are good ones is checked before."""
    return RSAKey.import_key({"kty": "RSA", "n": n, "e": e})


def check_signature(unverified_signature: bytes, *, signed: bytes, key: PublicKey, algorithm: str) -> None:
    """Raise `DeniedError` unless the signature of `signed` holds."""
    if not _MODELS[algorithm].verify(signed, unverified_signature, key):
        raise DeniedError("the signature does not hold", rule="signature")
