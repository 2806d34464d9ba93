"""The token endpoint: client_credentials, beside the machine's own rate of RSA-2048 signatures."""

import statistics
import tempfile
from pathlib import Path

from bench import limits
from bench.figures import Budget, Figure
from bench.load import Load, run_load
from bench.pools import token_request
from bench.run import MISSING, Run
from bench.systems import PEERS, Peer, System, ours

CLIENTS = 32
SECONDS = 3.0
ROUNDS = 3


def measure(run: Run) -> list[Figure]:
    """Take rates and limits in turn, so that both see the same machine."""
    loads, shares, raw, server_cpu, signature_cpu = [], [], [], [], []
    single = limits.signatures_per_second(threads=1, seconds=1)
    with (
        tempfile.TemporaryDirectory(prefix="bench-isthmus-") as folder,
        ours(Path(folder), seed="none") as it,
    ):
        request = token_request(it)
        _load(it, request, seconds=1)
        for number in range(ROUNDS):
            run.say(f"token endpoint of isthmus, {number + 1} of {ROUNDS}")
            before = limits.signatures_per_second(threads=limits.cores(), seconds=1)
            cpu_before = it.child.cpu_seconds()
            load = _load(it, request, seconds=SECONDS)
            server_cpu.append((it.child.cpu_seconds() - cpu_before) / load.rounds)
            signature_cpu.append(limits.cpu_seconds_per_signature(times=500))
            after = limits.signatures_per_second(threads=limits.cores(), seconds=1)
            raw.append((before + after) / 2)
            loads.append(load)
            shares.append(load.per_second / raw[-1])
    others = {peer.name: rate for peer in PEERS if (rate := _rate_of(run, peer)) is not None}
    share, median = statistics.median(shares), statistics.median(load.per_second for load in loads)
    busy = statistics.median(load.client_core_share for load in loads)
    request_cpu = statistics.median(server_cpu)
    cpu_share = statistics.median(one / other for one, other in zip(signature_cpu, server_cpu, strict=True))
    return [
        Figure(
            what="token endpoint, client_credentials",
            unit="/s",
            better="more",
            ours=median,
            others={**others, "RSA-2048, one core": single, "RSA-2048, all cores": statistics.median(raw)},
            budget=Budget(
                says="≥ 75 % of the RSA-2048 signatures of all cores", value=share, limit=0.75, better="more"
            ),
            note=f"{CLIENTS} connections; the load generator took {busy:.0%} of one core of the same machine;"
            f" median {statistics.median(load.median_ms for load in loads):.0f} ms",
        ),
        Figure(
            what="token endpoint, processor time of one request",
            unit="µs",
            better="less",
            ours=1e6 * request_cpu,
            others={"one RSA-2048 signature": 1e6 * statistics.median(signature_cpu)},
            note=f"the signature is {cpu_share:.0%} of what the server spends, whoever else uses the machine",
        ),
    ]


def _rate_of(run: Run, peer: Peer) -> float | str | None:
    with run.running(peer) as system:
        if system is None:
            return None
        try:
            load = _load(system, token_request(system), seconds=SECONDS)
        except MISSING:
            return "has none"
        return load.per_second if load.rounds else "has none"


def _load(system: System, request: bytes, *, seconds: float) -> Load:
    return run_load(port=system.port, requests=[request], clients=CLIENTS, seconds=seconds)
