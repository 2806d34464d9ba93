"""`isthmus local`: look into a stack that runs."""

import contextlib
from pathlib import Path
from typing import Annotated

import typer

from isthmus.cli import local_fault
from isthmus.cli.failing import one_line_errors

app = typer.Typer(
    name="local", help="Look into a local stack that runs.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(local_fault.app, name="fault")

ReadyFile = Annotated[
    Path | None, typer.Option(help="The ready file of the stack; without it, address and data directory.")
]
Endpoint = Annotated[str, typer.Option(help="The AWS endpoint of the stack.")]
DataDir = Annotated[Path, typer.Option(help="The data directory of the stack, for its administrator's key.")]


@app.command()
def export(
    ready_file: ReadyFile = None,
    endpoint: Endpoint = "http://127.0.0.1:4566",
    data_dir: DataDir = Path(".isthmus"),
    output: Annotated[
        Path | None, typer.Option(help="Write here, readable by you alone.", show_default="standard output")
    ] = None,
) -> None:
    """Write user pools and identity pools as a seed file for 'isthmus up --seed FILE'. It holds secrets."""
    with one_line_errors():
        from isthmus.local.running import find_running_stack
        from isthmus.local.seed.file.writing import put_seed

        stack = find_running_stack(ready_file=ready_file, data_dir=data_dir, endpoint=endpoint)
        put_seed(stack.export(), output=output)


@app.command()
def outbox(
    ready_file: ReadyFile = None,
    endpoint: Endpoint = "http://127.0.0.1:4566",
    data_dir: DataDir = Path(".isthmus"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show what would have been mailed or texted to users, the newest first."""
    with one_line_errors():
        from isthmus.local.outbox_table import print_outbox
        from isthmus.local.running import find_running_stack

        stack = find_running_stack(ready_file=ready_file, data_dir=data_dir, endpoint=endpoint)
        print_outbox(stack.outbox(), as_json=as_json)


@app.command("rotate-keys")
def rotate_keys(
    pool_id: Annotated[str, typer.Argument(help="The id of a user pool.")],
    ready_file: ReadyFile = None,
    endpoint: Endpoint = "http://127.0.0.1:4566",
    data_dir: DataDir = Path(".isthmus"),
) -> None:
    """Let a user pool sign with new keys; the old ones stay published until their tokens have expired."""
    with one_line_errors():
        from isthmus.local.running import find_running_stack

        stack = find_running_stack(ready_file=ready_file, data_dir=data_dir, endpoint=endpoint)
        for token_use, kid in stack.rotate_keys(pool_id).items():
            typer.echo(f"{token_use} {kid}")


@app.command()
def trace(  # noqa: PLR0917  typer makes options of them
    ready_file: ReadyFile = None,
    console: Annotated[str, typer.Option(help="The console of the stack.")] = "http://127.0.0.1:4567",
    flow: Annotated[str | None, typer.Option(help="Only hops of this flow, such as m2m.")] = None,
    after: Annotated[
        int | None, typer.Option(min=0, help="All hops after the one of this id that the stack still knows.")
    ] = None,
    last: Annotated[int, typer.Option(min=0, max=2000, help="Begin with so many that were before.")] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each hop that is over as a line of JSON.")
    ] = False,
) -> None:
    """Follow every hop between the systems of a stack, until Ctrl-C."""
    with one_line_errors(), contextlib.suppress(KeyboardInterrupt):
        from isthmus.local.hop_log.following import Wanted, find_console, follow

        found = find_console(ready_file=ready_file, console=console)
        follow(found, wanted=Wanted(flow=flow, after=after, last=last), as_json=as_json)
