"""docs/walk.md, as it stands: each command of the page, in one shell, in a copy of the project."""

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from contract.javascript_clients import install_clients
from contract.salesforce_commands import FOLDER as SALESFORCE_CLI
from flows.driving import Stack
from flows.test_login import be_the_browser
from infra.terraform_runs import Provider, drop_what_it_lacks, find_providers, local_provider, why_not
from isthmus.local.servers import find_free_port_base

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "walk.md").read_text()
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SECONDS = 240
SET_UP = "make setup salesforce-cli"
PORTS = "BASE=4600"
PROMISED = [line.removeprefix("> ") for line in PAGE.splitlines() if line.startswith("> ")]


def commands() -> list[str]:
    """Give the page's commands; every line of its blocks is one."""
    lines = [line for block in BLOCKS for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Make a copy of what the walk uses, with programs where `make setup` would have put them."""
    folder = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfvars*", "packages", "node_modules")
    for name in ("infra", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    contract = folder / "tests" / "contract"
    contract.mkdir(parents=True)
    (contract / "salesforce_cli").symlink_to(SALESFORCE_CLI)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, arguments in (("python", ""), ("isthmus", " -m isthmus")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)}{arguments} "$@"\n')
        program.chmod(0o755)
    return folder


@pytest.fixture
def provider() -> Provider:
    """Give the newest AWS provider, or skip and say what is missing."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    return max(find_providers(), key=lambda found: [int(part) for part in found.version.split(".")])


def environment_of(home: Path, provider: Provider) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT / "src")),
        "HOME": str(home),
        "BROWSER": "true",  # a program that opens nothing
        "TF_CLI_ARGS_init": f"-plugin-dir={provider.mirror}",
        "TF_CLI_ARGS_apply": "-parallelism=20 -no-color",
        **({"TF_VAR_runtime": "python3.8"} if provider.is_old else {}),
    }


def script(*, port_base: int) -> str:
    """Write the page's commands as a script that says each and stops at the first that fails.

    `make` has run before the tests, and the ports are free ones; the rest is as it stands.
    """
    lines = commands()
    assert lines[0] == SET_UP
    lines[lines.index(PORTS)] = f"BASE={port_base}"
    return "set -e\n" + "\n".join(f"echo {shlex.quote('$ ' + line)}\n{line}" for line in lines[1:]) + "\n"


class Walk:
    """A run of the script, whose output is read as it comes: a person signs in where it says so."""

    def __init__(self, clone: Path, environment: dict[str, str], *, port_base: int) -> None:
        self.said: list[str] = []
        self._clone = clone
        self._process = subprocess.Popen(
            ["bash", "-c", script(port_base=port_base)],
            cwd=clone,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self) -> int:
        """Run to the end, or to the end of the time, and give the exit code."""
        timer = threading.Timer(SECONDS, self.stop)
        timer.start()
        with self._process:
            try:
                self._read()
                return self._process.wait()
            finally:
                timer.cancel()
                self.stop()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line)
            if "/services/oauth2/authorize?" in line:
                be_the_browser(self._read_stack(), line.strip())

    def stop(self) -> None:
        """End the shell and whatever it left running."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _read_stack(self) -> Stack:
        folder = self._clone / ".isthmus" / "walk"
        ready = json.loads((folder / "made.json").read_text())
        return Stack(ready=ready, log_file=folder / "up.log", process=self._process)  # type: ignore[arg-type]


@pytest.mark.timeout(SECONDS + 60)
def test_the_walk_works_as_it_is_printed(clone: Path, provider: Provider, tmp_path: Path) -> None:
    install_clients(SALESFORCE_CLI)
    port_base = find_free_port_base()
    if provider.is_old:  # infra/terraform/README.md says what has to be done for such a one
        drop_what_it_lacks(clone / "infra" / "terraform")
        example = clone / "infra" / "terraform" / "examples" / "complete"
        text = local_provider(provider, f"http://127.0.0.1:{port_base}")
        (example / "local_override.tf").write_text(text)
    walk = Walk(clone, environment_of(tmp_path, provider), port_base=port_base)
    code = walk.run()
    said = "".join(walk.said)
    assert code == 0, said[-4000:]
    assert [line for line in PROMISED if line not in " ".join(said.split())] == []
    assert "{'Id': {'N': '101'}}" in said
    assert not (clone / ".isthmus" / "walk").exists()
