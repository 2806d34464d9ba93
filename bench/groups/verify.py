"""Verifying tokens: seen first and seen before, beside other libraries and raw OpenSSL."""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import RSAKey

from bench.environments import node_environment, python_environment
from bench.figures import Budget, Figure
from bench.run import Run
from bench.workers import Library, Worker, workers

TOKENS, ROUNDS = 250, 40  # short rounds, so that some are undisturbed
SEEN_TIMES = {"isthmus": 5000}
SEEN_TIMES_OF_OTHERS = 100
DIGESTS = 5000
POOL_ID = "us-east-1_Sample123"
ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL_ID}"
OPENSSL, JOSERFC = "OpenSSL, signature only", "joserfc, signature only"


def _python(name: str, *packages: str) -> Library:
    argument = name.lower().partition(",")[0]
    return Library(
        name=name,
        program="verifying.py",
        argument=argument,
        install=python_environment(*packages),
    )


LIBRARIES = (
    Library(name="isthmus", program="verifying.py", argument="isthmus", install=None),
    Library(name=OPENSSL, program="verifying.py", argument="raw-openssl", install=None),
    Library(name=JOSERFC, program="verifying.py", argument="joserfc", install=None),
    _python("PyJWT", "pyjwt[crypto]==2.15.1"),
    _python("python-jose", "python-jose[cryptography]==3.5.0"),
    _python("Authlib", "authlib==1.9.9", "requests==2.34.2", "httpx==0.28.1"),
    _python("fastapi-cognito", "fastapi-cognito==2.10.0"),
    Library(
        name="aws-jwt-verify",
        program="verifying.mjs",
        argument="aws-jwt-verify",
        install=node_environment("aws-jwt-verify@5.2.1"),
    ),
)


def measure(run: Run) -> list[Figure]:
    """Let all take turns on the same tokens, each in a process of its own."""
    run.say(f"signing {TOKENS} tokens")
    setup = _setup()
    run.say("starting the libraries (the first time, installing them)")
    with workers(run, LIBRARIES, setup=setup) as started:
        run.say(f"tokens seen first, {ROUNDS} rounds")
        first = _in_turn(started, lambda _: {"what": "first", "times": TOKENS})
        run.say(f"a token seen before, {ROUNDS} rounds")
        seen = _in_turn(
            {name: worker for name, worker in started.items() if name not in (OPENSSL, JOSERFC)},
            lambda name: {"what": "seen", "times": SEEN_TIMES.get(name, SEEN_TIMES_OF_OTHERS)},
        )
        digests = [started["isthmus"].ask({"what": "digest", "times": DIGESTS}) for _ in range(ROUNDS)]
        remembered = started["isthmus"].ask({"what": "memory", "times": 1})
    return [
        _first_sight(first),
        _seen_before(seen, digest=max(digests), characters=len(setup["tokens"][0])),
        Figure(
            what="memory of one remembered token",
            unit="bytes",
            better="less",
            ours=remembered,
            note="its digest and its claims; 1,024 of them are kept. No other library keeps any",
        ),
    ]


def _in_turn(
    started: Mapping[str, Worker], ask: Callable[[str], dict[str, object]]
) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in started}
    for _ in range(ROUNDS):
        for name, worker in started.items():
            rates[name].append(worker.ask(ask(name)))
    return rates


def _first_sight(rates: Mapping[str, list[float]]) -> Figure:
    # The fastest round is what the code costs; the rest is the machine's other work.
    fastest = {name: max(each) for name, each in rates.items()}
    share = fastest["isthmus"] / fastest[JOSERFC]
    in_turn = statistics.median(
        one / other for one, other in zip(rates["isthmus"], rates[JOSERFC], strict=True)
    )
    return Figure(
        what="verify, first sight",
        unit="/s",
        better="more",
        ours=fastest.pop("isthmus"),
        others=fastest,
        budget=Budget(says="≥ 90 % of joserfc's bare verification", value=share, limit=0.9, better="more"),
        note=f"signature, issuer, client, use, times and scope; one core, fastest of {ROUNDS} rounds;"
        f" by the median of the rounds {in_turn:.0%} of joserfc",
    )


def _seen_before(rates: Mapping[str, list[float]], *, digest: float, characters: int) -> Figure:
    fastest = {name: max(each) for name, each in rates.items()}
    ours = fastest.pop("isthmus")
    return Figure(
        what="verify, seen before",
        unit="/s",
        better="more",
        ours=ours,
        others={**fastest, "one SHA-256 of the token": digest},
        budget=Budget(says="≥ 500,000/s", value=ours, limit=500_000, better="more"),
        note=f"{1e6 / ours:.2f} µs, of which {1e6 / digest:.2f} are the digest of {characters} characters;"
        f" fastest of {ROUNDS} rounds, by the median {statistics.median(rates['isthmus']):,.0f}/s",
    )


def _setup() -> dict[str, Any]:
    key = RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    public = {**key.as_dict(private=False), "kid": "sample", "use": "sig", "alg": "RS256"}
    return {
        "tokens": [_token(key, number) for number in range(TOKENS)],
        "jwks": {"keys": [public]},
        "pool_id": POOL_ID,
        "issuer": ISSUER,
        "client_id": "client",
        "scope": "api/read",
    }


def _token(key: RSAKey, number: int) -> str:
    now = int(time.time())
    claims = {
        "sub": "client",
        "token_use": "access",
        "scope": "api/read",
        "auth_time": now,
        "iss": ISSUER,
        "exp": now + 3600,
        "iat": now,
        "version": 2,
        "jti": f"{number:036}",
        "client_id": "client",
    }
    return jws.serialize_compact({"alg": "RS256", "kid": "sample"}, json.dumps(claims), key)
