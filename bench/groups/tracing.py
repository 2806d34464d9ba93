"""What it costs to record every hop: the token endpoint of a stack that does, and of one that does not."""

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Budget, Figure
from bench.load import run_load
from bench.pools import token_request
from bench.run import Run
from bench.systems import System, ours

CLIENTS = 32
SECONDS = 0.5
ROUNDS = 30
FASTEST = 6
WITHOUT = "without tracing"


def measure(run: Run) -> list[Figure]:
    """Load both in turns, each first in every other round, so that both see the same machine."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    costs: dict[bool, list[float]] = {True: [], False: []}
    with ExitStack() as stack:
        systems = {is_traced: _start(stack, is_traced=is_traced) for is_traced in (True, False)}
        requests = {is_traced: token_request(system) for is_traced, system in systems.items()}
        for number in range(ROUNDS + 1):
            run.say(f"token endpoint with and without tracing, {number} of {ROUNDS}")
            for is_traced in (True, False) if number % 2 else (False, True):
                rate, cost = _load(systems[is_traced], requests[is_traced])
                if number:  # the first warms up
                    rates[is_traced].append(rate)
                    costs[is_traced].append(cost)
    return [_throughput(rates), _processor_time(costs)]


def _start(stack: ExitStack, *, is_traced: bool) -> System:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-isthmus-"))
    return stack.enter_context(
        ours(Path(folder), seed="none", options=["--trace" if is_traced else "--no-trace"])
    )


def _load(system: System, request: bytes) -> tuple[float, float]:
    """Give requests per second, and seconds of processor time per request."""
    before = system.child.cpu_seconds()
    load = run_load(port=system.port, requests=[request], clients=CLIENTS, seconds=SECONDS)
    return load.per_second, (system.child.cpu_seconds() - before) / load.rounds


def _throughput(rates: dict[bool, list[float]]) -> Figure:
    # NOTE: what else the machine does only ever slows a round down; the medians of two stacks that are the
    # same differ by more than the budget on a machine that is used.
    ours, other = (statistics.mean(sorted(rates[is_traced])[-FASTEST:]) for is_traced in (True, False))
    return Figure(
        what="token endpoint with tracing",
        unit="/s",
        better="more",
        ours=ours,
        others={WITHOUT: other},
        budget=Budget(says="≥ 95 % of the rate without", value=ours / other, limit=0.95, better="more"),
        note=f"two stacks loaded in turns, {CLIENTS} connections; the {FASTEST} fastest of {ROUNDS} rounds",
    )


def _processor_time(costs: dict[bool, list[float]]) -> Figure:
    ours, other = (1e6 * statistics.median(costs[is_traced]) for is_traced in (True, False))
    return Figure(
        what="token endpoint with tracing, processor time of one request",
        unit="µs",
        better="less",
        ours=ours,
        others={WITHOUT: other},
        note=f"the difference is {ours - other:.0f} µs, whoever else uses the machine",
    )
