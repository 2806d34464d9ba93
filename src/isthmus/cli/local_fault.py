"""`isthmus local fault`: let parts of a stack that runs fail on purpose."""

from pathlib import Path
from typing import Annotated

import typer

from isthmus.cli.failing import one_line_errors

app = typer.Typer(
    name="fault",
    help="Let parts of a local stack that runs fail on purpose.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ReadyFile = Annotated[Path | None, typer.Option(help="The ready file of the stack; without it, the address.")]
ConsoleUrl = Annotated[str, typer.Option("--console", help="The console of the stack.")]
DEFAULT = "http://127.0.0.1:4567"


@app.command("list")
def list_faults(
    ready_file: ReadyFile = None,
    console: ConsoleUrl = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show which faults there are, and which are on."""
    with one_line_errors():
        from isthmus.local.fault_control import find_fault_control, print_faults

        control = find_fault_control(ready_file=ready_file, console=console)
        print_faults(control.faults(), as_json=as_json)


@app.command("on")
def switch_on(
    fault: Annotated[str, typer.Argument(help="The fault, such as org-down.")],
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, such as seconds=5.", show_default=False)
    ] = None,
    ready_file: ReadyFile = None,
    console: ConsoleUrl = DEFAULT,
) -> None:
    """Switch a fault on until it is switched off or the stack stops."""
    with one_line_errors():
        from isthmus.local.fault_control import find_fault_control, print_faults

        control = find_fault_control(ready_file=ready_file, console=console)
        print_faults(control.switch_on(fault, settings=settings or []), as_json=False)


@app.command("off")
def switch_off(
    fault: Annotated[
        str | None, typer.Argument(help="The fault; all without it.", show_default=False)
    ] = None,
    ready_file: ReadyFile = None,
    console: ConsoleUrl = DEFAULT,
) -> None:
    """Switch a fault off, or all."""
    with one_line_errors():
        from isthmus.local.fault_control import find_fault_control, print_faults

        control = find_fault_control(ready_file=ready_file, console=console)
        print_faults(control.switch_off(fault), as_json=False)
