"""Install the AWS CLI of the contract tests, apart from Isthmus, whose packages it would pin.

Run as `python tests/contract/aws_cli/install.py`. Does nothing if nothing changed. `requirements.txt` is
written by `uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url`.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = Path(__file__).with_name("requirements.txt")
FOLDER = Path(__file__).resolve().parents[3] / ".make" / "aws-cli"
PROGRAM = FOLDER / "bin" / "aws"
TIMEOUT_SECONDS = 300
_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r")


def install() -> Path:
    """Bring the environment to what the lock file says, and give the program."""
    stamp, digest = FOLDER / ".isthmus-packages", hashlib.sha256(PACKAGES.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == digest):
        shutil.rmtree(FOLDER, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(FOLDER))
        _run(str(FOLDER / "bin" / "python"), *_INSTALL, str(PACKAGES))
        stamp.write_text(digest)
    return PROGRAM


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT_SECONDS)


if __name__ == "__main__":
    try:
        install()
    except (OSError, subprocess.SubprocessError) as error:
        sys.exit(f"AWS CLI: {error}\nis the package index reachable? `pip config list` names it")
