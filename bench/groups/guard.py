"""A whole request through the ASGI guard, beside the same application without it. No sockets."""

import asyncio
import json
import statistics
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from joserfc import jws
from joserfc.jwk import RSAKey

from bench.figures import Figure
from bench.run import Run
from isthmus.clock import SystemClock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.verifier import CognitoVerifier
from isthmus.flows.m2m.callers import Caller, Callers
from isthmus.guard.asgi import Application, Message, RequireTokenMiddleware
from isthmus.jose.jwks import JwksKeys

REQUESTS, ROUNDS = 500, 15
POOL = UserPool.of("us-east-1_Sample123")


def measure(run: Run) -> list[Figure]:
    """Send the same request to both in turn: one client that shows its token again and again."""
    run.say("requests through the guard")
    key = RSAKey.import_key(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    app = _application()
    guarded = RequireTokenMiddleware(app, callers=_callers(key), realm="sample")
    request = _request(_token(key))
    rates = asyncio.run(_in_turn({"with": guarded, "without": app}, request))
    with_guard, without = max(rates["with"]), max(rates["without"])
    microseconds = statistics.median(
        1e6 / one - 1e6 / other for one, other in zip(rates["with"], rates["without"], strict=True)
    )
    return [
        Figure(
            what="a FastAPI route behind the ASGI guard",
            unit="/s",
            better="more",
            ours=with_guard,
            others={"the same without a guard": without},
            note=f"no server, no network; the guard adds {microseconds:.1f} µs (median of {ROUNDS} rounds)",
        )
    ]


async def _in_turn(apps: dict[str, Application], request: dict[str, Any]) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(ROUNDS):
        for name, app in apps.items():
            began = time.perf_counter()
            for _ in range(REQUESTS):
                await _ask(app, request)
            rates[name].append(REQUESTS / (time.perf_counter() - began))
    return rates


async def _ask(app: Application, request: dict[str, Any]) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message.get("status", 200) != 200:  # noqa: PLR2004  OK
            raise RuntimeError(f"the request was answered {message['status']}")

    await app({**request}, receive, send)


def _application() -> FastAPI:
    app = FastAPI()

    @app.get("/orders")
    async def list_orders() -> dict[str, str]:
        return {"status": "ok"}

    return app


def _callers(key: RSAKey) -> Callers:
    clock, jwks = SystemClock(), {**key.as_dict(private=False), "kid": "sample", "use": "sig"}
    keys = JwksKeys(fetch=lambda: json.dumps({"keys": [jwks]}).encode(), clock=clock)
    verifier = CognitoVerifier(pool=POOL, client_ids={"client"}, keys=keys, clock=clock)
    return Callers(Caller(verifier=verifier, scopes={"api/read"}))


def _request(token: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/orders",
        "raw_path": b"/orders",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"authorization", f"Bearer {token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


def _token(key: RSAKey) -> str:
    now = int(time.time())
    claims = {
        "sub": "client",
        "token_use": "access",
        "scope": "api/read",
        "iss": POOL.issuer,
        "exp": now + 3600,
        "iat": now,
        "client_id": "client",
    }
    return jws.serialize_compact({"alg": "RS256", "kid": "sample"}, json.dumps(claims), key)
