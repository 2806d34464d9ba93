"""`verify_token`: from a text to `SignedClaims`, by a list of algorithms of ours and a key of the issuer's.

What the claims say is checked by `claims`, and what they must say by whoever knows the issuer.
"""

from collections.abc import Collection, Mapping
from dataclasses import InitVar, dataclass
from types import MappingProxyType
from typing import Any, final

from isthmus.errors import DeniedError
from isthmus.jose.compact import UnverifiedToken, parse_token
from isthmus.jose.keys import Algorithm, KeySource, VerificationKey
from isthmus.jose.rsa import check_signature
from isthmus.jose.strict_json import parse_object

_SEAL = object()
_BY_NAME = {algorithm.value: algorithm for algorithm in Algorithm}


@final
@dataclass(frozen=True, slots=True, kw_only=True)
class SignedClaims:
    """Claims whose signature held. `verify_token` makes them and nothing else can.

    Signed is not accepted: issuer, audience and times are still to be checked.
    """

    claims: Mapping[str, Any]
    key: VerificationKey
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("SignedClaims are made by verify_token")


def verify_token(
    unverified_token: str, *, keys: KeySource, algorithms: Collection[Algorithm]
) -> SignedClaims:
    """Verify the signature of a compact token and give its claims.

    Raises `MalformedError` or `DeniedError` if it does not hold, and `UnavailableError` if `keys` has no
    key set it can trust.
    """
    # (1) It has the form of a token, and its header asks for nothing we refuse.
    token = parse_token(unverified_token)
    # (2) Its algorithm is on our list: before a key is asked for, so that a bad token costs no fetch.
    algorithm = _check_algorithm(token, algorithms=algorithms)
    # (3) The issuer has the key it names, and made it for this algorithm.
    key = _check_key(token, keys=keys, algorithm=algorithm)
    # (4) The signature holds.
    check_signature(token.signature, signed=token.signing_input, key=key.rsa, algorithm=algorithm)
    # (5) What was signed is one JSON object with one meaning.
    return SignedClaims(claims=MappingProxyType(parse_object(token.payload)), key=key, seal=_SEAL)


def _check_algorithm(token: UnverifiedToken, *, algorithms: Collection[Algorithm]) -> Algorithm:
    algorithm = _BY_NAME.get(token.algorithm)
    if algorithm is None or algorithm not in algorithms:
        raise DeniedError("the algorithm is not on the list", rule="algorithm")
    return algorithm


def _check_key(token: UnverifiedToken, *, keys: KeySource, algorithm: Algorithm) -> VerificationKey:
    key = keys.find_key(token.kid)
    if key is None:
        raise DeniedError("the issuer has no key of this name", rule="key")
    if key.algorithm not in (None, algorithm):
        raise DeniedError("the key is for another algorithm", rule="key")
    return key
