"""How soon a system answers, and how much memory it has then."""

import statistics
import tempfile
from pathlib import Path

from bench.figures import Budget, Figure
from bench.run import Run
from bench.systems import PEERS, ours

TIMES = 3


def measure(run: Run) -> list[Figure]:
    """Start ours with the whole demo, on a fresh and on a used data directory; the others as they are."""
    first: list[float] = []
    again: list[float] = []
    endpoint: list[float] = []
    memory: list[float] = []
    for number in range(TIMES):
        run.say(f"starting isthmus with the demo, {number + 1} of {TIMES}")
        with tempfile.TemporaryDirectory(prefix="bench-isthmus-") as folder:
            for all_answer in (first, again):
                with ours(Path(folder), seed="demo") as system:
                    all_answer.append(system.seconds_to_ready)
                    endpoint.append(system.seconds_to_answer)
                    memory.append(system.child.memory_mib())
    others: dict[str, float | str] = {}
    memories: dict[str, float | str] = {}
    for peer in PEERS:
        with run.running(peer) as system:
            if system is not None:
                others[peer.name] = system.seconds_to_answer
                memories[peer.name] = system.child.memory_mib()
    whole, door = statistics.median(again), statistics.median(endpoint)
    return [
        Figure(
            what="start until all addresses answer (demo kept)",
            unit="s",
            better="less",
            ours=whole,
            budget=Budget(says="≤ 1.5 s", value=whole, limit=1.5, better="less"),
            note="five addresses, the demo brought up to date",
        ),
        Figure(
            what="start until all addresses answer (first ever)",
            unit="s",
            better="less",
            ours=statistics.median(first),
            budget=Budget(says="≤ 1.5 s", value=statistics.median(first), limit=1.5, better="less"),
            note="makes keys, certificates and the whole demo",
        ),
        Figure(
            what="start until the AWS endpoint answers",
            unit="s",
            better="less",
            ours=door,
            others=others,
            budget=Budget(says="≤ 0.6 s", value=door, limit=0.6, better="less"),
        ),
        Figure(
            what="memory after start",
            unit="MiB",
            better="less",
            ours=statistics.median(memory),
            others=memories,
            note="resident; ours: two processes and their functions, with the demo",
        ),
    ]
