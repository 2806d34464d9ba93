"""The library: verifying tokens beside joserfc's bare JWS verification and PyJWT."""

import json
import statistics
import threading
import time
from collections.abc import Callable

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import RSAKey

from bench.figures import Budget, Figure
from bench.run import Run
from isthmus.clock import SystemClock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.token_requests import IssuedToken
from isthmus.cognito.verifier import CognitoVerifier
from isthmus.flows.m2m.token_source import TokenSource
from isthmus.jose.jwks import JwksKeys
from isthmus.secret import Secret

TOKENS, ROUNDS, SEEN_TIMES = 2000, 5, 100_000
POOL = UserPool.at_insecure_issuer("http://127.0.0.1:4566/us-east-1_Sample123")
CALLERS = 1000


def measure(run: Run) -> list[Figure]:
    """Verify the same tokens by each library in turn, and let a crowd ask for one token."""
    run.say(f"signing {TOKENS} tokens")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = RSAKey.import_key(private)
    tokens = [_token(key, number) for number in range(TOKENS)]
    public = RSAKey.import_key(private.public_key())
    keys = JwksKeys(fetch=lambda: _jwks(public), clock=SystemClock())

    def ours() -> None:
        # A verifier remembers 1,024 tokens, so each is a first sight.
        verifier = CognitoVerifier(pool=POOL, client_ids=("client",), keys=keys, clock=SystemClock())
        for token in tokens:
            verifier.verify_access_token(token, scopes=("api/read",))

    def joserfc_alone() -> None:
        for token in tokens:
            jws.deserialize_compact(token, public, algorithms=["RS256"])

    def pyjwt() -> None:
        for token in tokens:
            jwt.decode(token, private.public_key(), algorithms=["RS256"], issuer=POOL.issuer)

    run.say("verifying them")
    ours_rates, bare_rates, pyjwt_rates = [], [], []
    for _ in range(ROUNDS):
        ours_rates.append(_rate(ours, TOKENS))
        bare_rates.append(_rate(joserfc_alone, TOKENS))
        pyjwt_rates.append(_rate(pyjwt, TOKENS))
    share = statistics.median(one / other for one, other in zip(ours_rates, bare_rates, strict=True))
    return [
        Figure(
            what="verify, first sight",
            unit="/s",
            better="more",
            ours=statistics.median(ours_rates),
            others={
                "joserfc, signature only": statistics.median(bare_rates),
                "PyJWT, signature and issuer": statistics.median(pyjwt_rates),
            },
            budget=Budget(
                says="≥ 90 % of joserfc's bare verification", value=share, limit=0.9, better="more"
            ),
            note="signature, issuer, client, use, times and scope; one core",
        ),
        _seen_before(tokens[0], keys),
        _crowd(run),
    ]


def _seen_before(token: str, keys: JwksKeys) -> Figure:
    verifier = CognitoVerifier(pool=POOL, client_ids=("client",), keys=keys, clock=SystemClock())

    def again() -> None:
        for _ in range(SEEN_TIMES):
            verifier.verify_access_token(token, scopes=("api/read",))

    again()
    rate = max(_rate(again, SEEN_TIMES) for _ in range(ROUNDS))
    budget = Budget(says="≥ 500,000/s", value=rate, limit=500_000, better="more")
    return Figure(what="verify, seen before", unit="/s", better="more", ours=rate, budget=budget)


class _CountingIssuer:
    """A token endpoint that takes its time and counts."""

    def __init__(self) -> None:
        self.asked = 0

    def issue(self, client_secret: Secret, *, refused: Secret | None) -> IssuedToken:
        del client_secret, refused
        self.asked += 1
        time.sleep(0.2)
        now = time.time()
        return IssuedToken(token=Secret("sample"), asked_at=now, expires_at=now + 3600)


def _crowd(run: Run) -> Figure:
    run.say(f"{CALLERS} callers ask for a token at once")
    issuer = _CountingIssuer()
    source = TokenSource(issuer=issuer, client_secret=lambda: Secret("sample"), clock=SystemClock())
    callers = [threading.Thread(target=source.get_token) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    budget = Budget(says="1", value=issuer.asked, limit=1, better="less")
    what = f"token requests for {CALLERS:,} callers at once"
    return Figure(what=what, unit="", better="less", ours=issuer.asked, budget=budget)


def _rate(work: Callable[[], None], times: int) -> float:
    began = time.perf_counter()
    work()
    return times / (time.perf_counter() - began)


def _token(key: RSAKey, number: int) -> str:
    now = int(time.time())
    claims = {
        "sub": "client",
        "token_use": "access",
        "scope": "api/read",
        "auth_time": now,
        "iss": POOL.issuer,
        "exp": now + 3600,
        "iat": now,
        "version": 2,
        "jti": f"{number:036}",
        "client_id": "client",
    }
    return jws.serialize_compact({"alg": "RS256", "kid": "sample"}, json.dumps(claims), key)


def _jwks(key: RSAKey) -> bytes:
    return json.dumps({"keys": [{**key.as_dict(private=False), "kid": "sample", "use": "sig"}]}).encode()
