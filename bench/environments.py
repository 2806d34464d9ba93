"""Environments of the peers below .make/bench: made once, pinned, and apart from ours and from each other."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.processes import BenchError

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / ".make" / "bench"
INSTALL_SECONDS = 240

Install = tuple[tuple[str, ...], ...]


def python_environment(*packages: str) -> Install:
    """Give the commands that make a virtual environment with these packages."""
    install = ("python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    return (sys.executable, "-m", "venv", "."), install


def node_environment(*packages: str) -> Install:
    """Give the command that installs these packages of npm."""
    return (("npm", "install", "--silent", "--no-audit", "--no-fund", *packages),)


def ensure_installed(name: str, install: Install) -> None:
    """Install it once under .make/bench; raise BenchError if that fails."""
    done = FOLDER / name / ".installed"
    wanted = json.dumps(install)
    if done.exists() and done.read_text() == wanted:
        return
    shutil.rmtree(FOLDER / name, ignore_errors=True)
    (FOLDER / name).mkdir(parents=True)
    for command in install:
        if shutil.which(command[0], path=_search_path(name)) is None:
            raise BenchError(f"no {command[0]} here")
        try:
            subprocess.run(
                command,
                cwd=FOLDER / name,
                check=True,
                capture_output=True,
                timeout=INSTALL_SECONDS,
                env={**os.environ, "PATH": _search_path(name)},
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            raise BenchError("can't be installed") from error
    done.write_text(wanted)


def _search_path(name: str) -> str:
    return f"{FOLDER / name / 'bin'}{os.pathsep}{os.environ['PATH']}"
