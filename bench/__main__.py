"""`python -m bench [--only GROUP] [--json FILE] [--markdown FILE]`: measure, print, write."""

import argparse
import platform
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bench import limits
from bench.environments import FOLDER
from bench.processes import BenchError
from bench.report import show, write_json, write_markdown
from bench.run import Run

if TYPE_CHECKING:
    from bench.figures import Figure

# A group is bench/groups/<name>.py with `measure(run)`.
GROUPS = (
    "verify",
    "guard",
    "token_source",
    "imports",
    "packages",
    "start",
    "token",
    "tracing",
    "sign_in",
    "identity",
    "users",
)


def main() -> None:
    """Run the groups in order."""
    arguments = _parse_arguments()
    run = Run(console=Console())
    results: dict[str, list[Figure]] = {}
    machine = _machine()
    for name in arguments.only or GROUPS:
        run.console.rule(name)
        try:
            results[name] = import_module(f"bench.groups.{name}").measure(run)
        except BenchError as error:
            run.left_out[f"the group {name}"] = str(error)
            continue
        show(run.console, results[name])
        # After each group: a run that is broken off has shown, and kept, what it measured.
        write_json(arguments.json, results, machine=machine)
        if arguments.markdown is not None:
            write_markdown(arguments.markdown, results, machine=machine, left_out=run.left_out)
    for name, why in run.left_out.items():
        run.console.print(f"left out: {name} {why}")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--only", action="append", choices=GROUPS, help="one group; may be repeated")
    parser.add_argument("--json", type=Path, default=FOLDER / "results.json", help="where the numbers go")
    parser.add_argument("--markdown", type=Path, help="where docs/bench.md goes")
    return parser.parse_args()


def _machine() -> str:
    """Describe the machine without its name."""
    memory = next(
        int(line.split()[1]) // 1024**2
        for line in Path("/proc/meminfo").read_text().splitlines()
        if line.startswith("MemTotal")
    )
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{limits.cores()} cores {platform.machine()}, {memory} GiB, {system}"


if __name__ == "__main__":
    main()
