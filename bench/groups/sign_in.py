"""Signing users in: by password, and by a custom challenge of three Lambda functions."""

import contextlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench import limits
from bench.figures import Budget, Figure
from bench.load import Load, run_load
from bench.pools import (
    custom_sign_in,
    make_custom_auth_pool,
    make_user_pool,
    make_users,
    password_sign_in,
    set_password,
    username,
)
from bench.run import MISSING, Run
from bench.systems import PEERS, System, ours

CLIENTS = 16
SECONDS = 3.0
# How isthmus.local.cognito.passwords hashes.
SCRYPT_COST, SCRYPT_BLOCK_SIZE = 2**14, 8


def measure(run: Run) -> list[Figure]:
    """Measure ours, then whichever of the others can."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-isthmus-") as folder,
        ours(Path(folder), seed="none") as it,
    ):
        run.say("sign-in with a password on isthmus")
        password = _password(it)
        run.say("custom challenges on isthmus")
        one, many = _custom(it)
    passwords: dict[str, float | str] = {}
    ones: dict[str, float | str] = {}
    manys: dict[str, float | str] = {}
    for peer in PEERS:
        with run.running(peer) as system:
            if system is None:
                continue
            run.say(f"sign-in on {peer.name}")
            passwords[peer.name] = ones[peer.name] = manys[peer.name] = "has none"
            with contextlib.suppress(*MISSING):
                passwords[peer.name] = _password(system).per_second or "fails"
            with contextlib.suppress(*MISSING):
                alone, together = _custom(system)
                ones[peer.name] = alone.median_ms or "fails"
                manys[peer.name] = together.per_second or "fails"
    return [_password_figure(password, passwords), *_custom_figures(one, many, ones=ones, manys=manys)]


def _password(system: System) -> Load:
    pool = make_user_pool(system)
    make_users(system, pool, first=0, last=1, seconds=10)
    set_password(system, pool, number=0)
    request = password_sign_in(system, pool, number=0)
    return run_load(port=system.port, requests=[request], clients=CLIENTS, seconds=SECONDS)


def _custom(system: System) -> tuple[Load, Load]:
    """Give one at a time and many at once, after the functions are warm."""
    pool = make_custom_auth_pool(system)
    start, answer = custom_sign_in(system, client_id=pool.client_id, name=username(0), answer="sample")

    def load(clients: int, seconds: float) -> Load:
        return run_load(port=system.port, requests=[start], answer=answer, clients=clients, seconds=seconds)

    load(CLIENTS, 1)
    return load(1, SECONDS), load(CLIENTS, SECONDS)


def _password_figure(ours_: Load, others: Mapping[str, float | str]) -> Figure:
    all_cores = limits.password_hashes_per_second(
        threads=limits.cores(), seconds=1, cost=SCRYPT_COST, block_size=SCRYPT_BLOCK_SIZE
    )
    one_ms = 1000 / limits.password_hashes_per_second(
        threads=1, seconds=1, cost=SCRYPT_COST, block_size=SCRYPT_BLOCK_SIZE
    )
    return Figure(
        what="AdminInitiateAuth with a password",
        unit="/s",
        better="more",
        ours=ours_.per_second,
        others={**others, "scrypt alone, all cores": all_cores},
        note=f"ours hashes the password (scrypt N={SCRYPT_COST}, r={SCRYPT_BLOCK_SIZE}, p=1, {one_ms:.0f} ms)"
        " and signs two tokens; the others compare texts."
        f" Ours is {ours_.per_second / all_cores:.0%} of what the hash alone allows",
    )


def _custom_figures(
    one: Load, many: Load, *, ones: Mapping[str, float | str], manys: Mapping[str, float | str]
) -> list[Figure]:
    return [
        Figure(
            what="CUSTOM_AUTH sign-in, one at a time",
            unit="ms",
            better="less",
            ours=one.median_ms,
            others=ones,
            budget=Budget(says="≤ 25 ms median", value=one.median_ms, limit=25, better="less"),
            note=f"2 calls, 4 runs of the smallest functions, 2 signatures; 99 % within {one.p99_ms:.0f} ms",
        ),
        Figure(
            what=f"CUSTOM_AUTH sign-ins, {CLIENTS} clients",
            unit="/s",
            better="more",
            ours=many.per_second,
            others=manys,
            budget=Budget(says="≥ 150/s", value=many.per_second, limit=150, better="more"),
            note=f"median {many.median_ms:.0f} ms, failed {many.failed}",
        ),
    ]
