"""`verify_token`: every way in that must stay shut, then the one that is open."""

import hashlib
import hmac
import json
from dataclasses import FrozenInstanceError
from typing import Any, cast

import jwt
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.keys import Algorithm, VerificationKey
from isthmus.jose.verify import SignedClaims, verify_token
from unit.jose.issuing import KID, RS256, a_jwk, a_private_key, encode, sign, some_keys

CLAIMS = {"iss": "https://issuer.example", "sub": "somebody"}


class CountingKeys:
    """Keys that count how often they are asked."""

    def __init__(self) -> None:
        self.asked = 0

    def find_key(self, kid: str) -> VerificationKey | None:
        self.asked += 1
        return some_keys().find_key(kid)

    def needs_fetch(self, kid: str) -> bool:
        return some_keys().needs_fetch(kid)


def refuse(token: str, *, rule: str, **jwk: Any) -> None:
    with pytest.raises(DeniedError) as caught:
        verify_token(token, keys=some_keys(a_jwk(**jwk)), algorithms=RS256)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    "algorithm",
    ["none", "None", "NONE", "", "HS256", "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "RS256 "],
)
def test_refuses_an_algorithm_that_is_not_on_the_list(algorithm: str) -> None:
    token = sign(CLAIMS, header={"kid": KID, "alg": algorithm})
    with pytest.raises((DeniedError, MalformedError)):
        verify_token(token, keys=some_keys(), algorithms=RS256)


def test_refuses_an_algorithm_that_a_caller_put_on_the_list_but_we_do_not_know() -> None:
    token = sign(CLAIMS, header={"kid": KID, "alg": "HS256"})
    with pytest.raises(DeniedError) as caught:
        verify_token(token, keys=some_keys(), algorithms=cast("frozenset[Algorithm]", {"HS256", "none"}))
    assert caught.value.rule == "algorithm"


def test_refuses_an_unsigned_token() -> None:
    header, payload = (encode(json.dumps(part).encode()) for part in ({"alg": "none", "kid": KID}, CLAIMS))
    refuse(f"{header}.{payload}.", rule="algorithm")


def test_refuses_a_token_whose_signature_was_cut_off() -> None:
    refuse(sign(CLAIMS).rpartition(".")[0] + ".", rule="signature")


def test_refuses_a_public_key_used_as_a_shared_secret() -> None:
    pem = (
        a_private_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    header, payload = (encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": KID}, CLAIMS))
    signature = encode(hmac.digest(pem, f"{header}.{payload}".encode(), hashlib.sha256))
    refuse(f"{header}.{payload}.{signature}", rule="algorithm")


def test_refuses_a_key_made_for_another_algorithm() -> None:
    refuse(sign(CLAIMS), rule="key", alg="RS512")


def test_refuses_a_key_the_issuer_does_not_have() -> None:
    refuse(sign(CLAIMS, header={"alg": "RS256", "kid": "unknown"}), rule="key")


def test_refuses_the_signature_of_another_key_under_the_name_of_ours() -> None:
    refuse(sign(CLAIMS, key=a_private_key("two")), rule="signature")


def test_refuses_a_signature_by_another_hash_than_the_header_says() -> None:
    refuse(sign(CLAIMS, algorithm="RS512"), rule="signature")


def test_refuses_a_signature_by_another_padding() -> None:
    signing_input = sign(CLAIMS).rpartition(".")[0]
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    signature = a_private_key().sign(signing_input.encode(), pss, hashes.SHA256())
    refuse(f"{signing_input}.{encode(signature)}", rule="signature")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_refuses_a_token_with_a_part_of_another(part: int) -> None:
    parts = sign(CLAIMS).split(".")
    parts[part] = sign({"sub": "else"}, header={"alg": "RS256", "kid": KID, "typ": "JWT"}).split(".")[part]
    refuse(".".join(parts), rule="signature")


def test_asks_for_no_key_before_form_and_algorithm_are_good() -> None:
    keys = CountingKeys()
    for token in ("x", sign(CLAIMS, header={"alg": "none", "kid": KID})):
        with pytest.raises((DeniedError, MalformedError)):
            verify_token(token, keys=keys, algorithms=RS256)
    assert keys.asked == 0


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"null", b'{"sub": "a", "sub": "b"}', b'{"exp": NaN}', b"\xff"]
)
def test_refuses_a_payload_that_is_signed_but_has_no_one_meaning(payload: bytes) -> None:
    with pytest.raises(MalformedError):
        verify_token(sign(payload), keys=some_keys(), algorithms=RS256)


def test_signed_claims_are_made_by_the_verifier_only() -> None:
    key = some_keys().find_key(KID)
    assert key is not None
    with pytest.raises(TypeError):
        SignedClaims(claims={}, key=key, seal=None)


def test_signed_claims_can_not_be_changed() -> None:
    claims = verify_token(sign(CLAIMS), keys=some_keys(), algorithms=RS256)
    with pytest.raises(TypeError):
        claims.claims["sub"] = "else"  # type: ignore[index]  # that it can't be written is the point
    with pytest.raises(FrozenInstanceError):
        claims.claims = {}  # type: ignore[misc]  # likewise


def test_takes_a_token_that_pyjwt_made() -> None:
    token = jwt.encode(CLAIMS, a_private_key(), algorithm="RS256", headers={"kid": KID})
    claims = verify_token(token, keys=some_keys(), algorithms=RS256)
    assert claims.claims == CLAIMS
    assert claims.key.kid == KID


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_takes_every_algorithm_that_is_on_the_list(algorithm: Algorithm) -> None:
    token = sign(CLAIMS, header={"alg": algorithm, "kid": KID}, algorithm=algorithm)
    keys = some_keys(a_jwk(alg=None))
    assert verify_token(token, keys=keys, algorithms=[algorithm]).claims == CLAIMS
