"""The stack in a terminal: start it, print what answers where, stop it on Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import importlib.util
import logging
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import uvloop
from rich.console import Console
from rich.logging import RichHandler
from rich.text import Text

from isthmus.errors import ConfigurationError
from isthmus.local.addresses import Addresses
from isthmus.local.data_dir import claimed_data_dir
from isthmus.local.hop_log.showing import Telling, telling
from isthmus.local.ready import Ready
from isthmus.local.seed.choice import read_seed_choice
from isthmus.local.servers import bind_all
from isthmus.local.stack import StackOptions, running_stack

_EMULATOR = "ministack"


def run_until_signal(
    *,
    addresses: Addresses,
    data_dir: Path,
    seed: str,
    ready_file: Path | None,
    log_level: str,
    telling_wanted: Telling,
) -> None:
    """Run the stack until SIGINT or SIGTERM; a second signal ends the process at once.

    Raises an IsthmusError in one line, before anything is touched, for a taken port, a data directory that is
    in use or can't be written, a ready file or a seed file that can't be one, hops that can't be told; and
    ModuleNotFoundError for a missing program.
    """
    _check_emulator_is_installed()
    _log_to_standard_error(log_level)
    telling_wanted.check()
    options = StackOptions(
        addresses=addresses,
        data_dir=data_dir.resolve(),
        seed=read_seed_choice(seed),
        is_traced=telling_wanted.is_traced,
    )
    with bind_all(addresses):
        pass  # NOTE: who has the ports owns the ready file: another stack's is not to be removed
    with claimed_data_dir(options.data_dir), _ready_file_while_running(ready_file):
        run = _run(options, ready_file=ready_file, console=Console(file=sys.stdout), wanted=telling_wanted)
        uvloop.run(run)


def _check_emulator_is_installed() -> None:
    """Look for it here: it is imported in a child process, whose traceback says nothing of what to do."""
    if importlib.util.find_spec(_EMULATOR) is None:
        raise ModuleNotFoundError(f"No module named {_EMULATOR!r}", name=_EMULATOR)


@contextlib.contextmanager
def _ready_file_while_running(ready_file: Path | None) -> Iterator[None]:
    """Remove the file of a stack that was killed, so that nobody takes it for ours, and ours at the end."""
    if ready_file is None:
        yield
        return
    _check_writable(ready_file)
    ready_file.unlink(missing_ok=True)
    try:
        yield
    finally:
        ready_file.unlink(missing_ok=True)


def _check_writable(ready_file: Path) -> None:
    """Try it beside the file: nobody is to see it empty. A device or a folder there is not to be removed."""
    probe = ready_file.with_name(f".{ready_file.name}.probe")
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        message = f"{ready_file} can't be written ({error.strerror}): choose another --ready-file"
        raise ConfigurationError(message) from error
    if ready_file.exists() and not ready_file.is_file():
        raise ConfigurationError(f"{ready_file} is not a file: choose another --ready-file")


async def _run(options: StackOptions, *, ready_file: Path | None, console: Console, wanted: Telling) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, stopped, loop)
    async with running_stack(options) as served:
        if ready_file:
            served.ready.write(ready_file)
        _print_summary(served.ready, data_dir=options.data_dir, console=console)
        async with telling(served.traffic, tracer=served.tracer, wanted=wanted, console=console):
            await stopped.wait()
            console.print("Stopping…")


def _stop(stopped: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    stopped.set()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)


def _print_summary(ready: Ready, *, data_dir: Path, console: Console) -> None:
    """Print a row a line, however narrow the terminal: what is copied from it has to be whole."""
    rows = {
        "AWS endpoint": ready.addresses.aws_endpoint,
        "Salesforce org": ready.addresses.salesforce,
        "Console": ready.addresses.console,
    }
    if ready.demo:
        rows |= {
            "Sample API": ready.addresses.api,
            "Sample web app": ready.addresses.app,
            "M2M token URL": ready.demo.m2m.token_url,
            "Token validator": ready.demo.session_sso.validator_url,
        }
    seeded = ready.demo or ready.org
    if seeded:
        users = seeded.salesforce_org.users
        rows |= {
            "Sign in as": ", ".join(user.username for user in users),
            "Password": users[0].password.reveal(),
        }
    rows |= {"CA to trust": str(ready.ca_bundle), "State": str(data_dir), "Stop": "Ctrl-C"}
    width = max(len(name) for name in rows)
    console.print("The local stack is up", style="italic")
    for name, value in rows.items():
        line = Text.assemble((f"{name:<{width}}", "bold"), f"  {value}")
        console.print(line, soft_wrap=True)


def _log_to_standard_error(log_level: str) -> None:
    handler = RichHandler(console=Console(stderr=True), show_path=False, rich_tracebacks=False)
    logging.basicConfig(level="WARNING", format="%(name)s: %(message)s", handlers=[handler], force=True)
    # SECURITY: the level is for our own loggers; at debug level botocore and others log whole bodies.
    logging.getLogger("isthmus").setLevel(log_level.upper())
