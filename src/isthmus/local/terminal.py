"""The stack in a terminal: start it, print what answers where, stop it on Ctrl-C or SIGTERM."""

import asyncio
import logging
import signal
import sys
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler
from rich.table import Table

from isthmus.local.addresses import Addresses
from isthmus.local.ready import Ready
from isthmus.local.stack import StackOptions, running_stack


def run_until_signal(
    *, addresses: Addresses, data_dir: Path, seed_demo: bool, ready_file: Path | None, log_level: str
) -> None:
    """Run the stack until SIGINT or SIGTERM; a second signal ends the process at once."""
    _log_to_standard_error(log_level)
    options = StackOptions(addresses=addresses, data_dir=data_dir.resolve(), seed_demo=seed_demo)
    try:
        asyncio.run(_run(options, ready_file=ready_file, console=Console(file=sys.stdout)))
    finally:
        if ready_file:
            ready_file.unlink(missing_ok=True)


async def _run(options: StackOptions, *, ready_file: Path | None, console: Console) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _stop, stopped, loop)
    async with running_stack(options) as ready:
        if ready_file:
            ready.write(ready_file)
        console.print(_summary(ready, data_dir=options.data_dir))
        await stopped.wait()
        console.print("Stopping…")


def _stop(stopped: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
    stopped.set()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)


def _summary(ready: Ready, *, data_dir: Path) -> Table:
    table = Table(title="The local stack is up", title_justify="left", show_header=False, box=None)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
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
            "Sign in as": ", ".join(user.username for user in ready.demo.salesforce_org.users),
            "Password": ready.demo.salesforce_org.users[0].password.reveal(),
        }
    rows |= {"CA to trust": str(ready.ca_bundle), "State": str(data_dir), "Stop": "Ctrl-C"}
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def _log_to_standard_error(log_level: str) -> None:
    handler = RichHandler(console=Console(stderr=True), show_path=False, rich_tracebacks=False)
    logging.basicConfig(level="WARNING", format="%(name)s: %(message)s", handlers=[handler], force=True)
    # SECURITY: the level is for our own loggers; at debug level botocore and others log whole bodies.
    logging.getLogger("isthmus").setLevel(log_level.upper())
