"""`verifying.py LIBRARY FOLDER`: verify tokens, and say how many per second of processor time.

It runs in the environment of the library.
The first line has tokens, keys and what to expect; each further line says what to do. All check the same:
signature by the key that the token names, issuer, client, use and expiry.
"""

import asyncio
import base64
import hashlib
import json
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

Setup = dict[str, Any]
Verify = Callable[[str], object]
Make = Callable[[], Verify]


def main() -> None:
    """Answer until the input ends."""
    setup = json.loads(sys.stdin.readline())
    make = LIBRARIES[sys.argv[1]](setup)
    make()(setup["tokens"][0])
    _say(0.0)
    for line in sys.stdin:
        _say(_measure(make, setup, **json.loads(line)))


def _measure(make: Make, setup: Setup, *, what: str, times: int) -> float:
    tokens: list[str] = setup["tokens"]
    match what:
        case "first":
            return _rate(make(), tokens)
        case "seen":
            verify = make()
            verify(tokens[0])
            # Texts of their own, as requests bring them, and as new in the processor's cache.
            return _rate(verify, [(tokens[0] + ".")[:-1] for _ in range(50)] * (times // 50))
        case "digest":
            encoded = tokens[0].encode()
            return _rate(lambda _: hashlib.sha256(encoded).digest(), [""] * times)
        case _:
            return _bytes_remembered(make, tokens)


def _rate(verify: Verify, tokens: list[str]) -> float:
    # Processor time: what others do on the same machine is none of the library's.
    began = time.process_time()
    for token in tokens:
        verify(token)
    return len(tokens) / (time.process_time() - began)


def _bytes_remembered(make: Make, tokens: list[str]) -> float:
    verify = make()
    verify(tokens[0])
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for token in tokens[1:]:
        verify(token)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / (len(tokens) - 1)


def _isthmus(setup: Setup) -> Make:
    pool = import_module("isthmus.cognito.pool").UserPool.of(setup["pool_id"])
    clock = import_module("isthmus.clock").SystemClock()
    verifier = import_module("isthmus.cognito.verifier").CognitoVerifier
    jwks = json.dumps(setup["jwks"]).encode()
    keys = import_module("isthmus.jose.jwks").JwksKeys(fetch=lambda: jwks, clock=clock)

    def make() -> Verify:
        verify = verifier(
            pool=pool, client_ids=(setup["client_id"],), keys=keys, clock=clock
        ).verify_access_token
        return partial(verify, scopes=(setup["scope"],))

    return make


def _raw_openssl(setup: Setup) -> Make:
    rsa = import_module("cryptography.hazmat.primitives.asymmetric.rsa")
    pkcs1 = import_module("cryptography.hazmat.primitives.asymmetric.padding").PKCS1v15()
    sha256 = import_module("cryptography.hazmat.primitives.hashes").SHA256()
    modulus, exponent = (
        int.from_bytes(_decode(setup["jwks"]["keys"][0][name]), "big") for name in ("n", "e")
    )
    key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    parts = {
        token: (_decode(token.rpartition(".")[2]), token.rpartition(".")[0].encode())
        for token in setup["tokens"]
    }

    def verify(token: str) -> object:
        signature, signed = parts[token]
        return key.verify(signature, signed, pkcs1, sha256)

    return lambda: verify


def _joserfc(setup: Setup) -> Make:
    jws = import_module("joserfc.jws")
    key = import_module("joserfc.jwk").RSAKey.import_key(setup["jwks"]["keys"][0])
    return lambda: lambda token: jws.deserialize_compact(token, key, algorithms=["RS256"])


def _pyjwt(setup: Setup) -> Make:
    jwt = import_module("jwt")
    keys = {key["kid"]: jwt.PyJWK(key) for key in setup["jwks"]["keys"]}

    def verify(token: str) -> object:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return _check(jwt.decode(token, key, algorithms=["RS256"], issuer=setup["issuer"]), setup)

    return lambda: verify


def _python_jose(setup: Setup) -> Make:
    jwt, construct = import_module("jose.jwt"), import_module("jose.jwk").construct
    keys = {key["kid"]: construct(key, "RS256") for key in setup["jwks"]["keys"]}

    def verify(token: str) -> object:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return _check(jwt.decode(token, key, algorithms=["RS256"], issuer=setup["issuer"]), setup)

    return lambda: verify


def _authlib(setup: Setup) -> Make:
    jose = import_module("authlib.jose")
    keys = jose.JsonWebKey.import_key_set(setup["jwks"])
    decoder, options = jose.JsonWebToken(["RS256"]), {"iss": {"essential": True, "value": setup["issuer"]}}

    def verify(token: str) -> object:
        claims = decoder.decode(token, keys, claims_options=options)
        claims.validate()
        return _check(claims, setup)

    return lambda: verify


def _fastapi_cognito(setup: Setup) -> Make:
    decode = import_module("fastapi_cognito.cognito_jwt.decode").decode_cognito_jwt
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(setup["jwks"], file)
    loop = asyncio.new_event_loop()

    async def verify(token: str) -> object:
        return await decode(token, "us-east-1", setup["pool_id"], setup["client_id"], jwks_url=file.name)

    return lambda: lambda token: loop.run_until_complete(verify(token))


def _check(claims: Any, setup: Setup) -> object:
    if (claims["client_id"], claims["token_use"]) != (setup["client_id"], "access"):
        raise ValueError("not for us")
    return claims


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


def _say(number: float) -> None:
    print(number, flush=True)  # noqa: T201  the parent reads it


LIBRARIES: dict[str, Callable[[Setup], Make]] = {
    "isthmus": _isthmus,
    "raw-openssl": _raw_openssl,
    "joserfc": _joserfc,
    "pyjwt": _pyjwt,
    "python-jose": _python_jose,
    "authlib": _authlib,
    "fastapi-cognito": _fastapi_cognito,
}

if __name__ == "__main__":
    main()
