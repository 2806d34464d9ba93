"""`isthmus`: the root command and its groups."""

from typing import Annotated

import typer

from isthmus import __version__
from isthmus.cli import bundle, demo, doctor, env, local, login, m2m, up

app = typer.Typer(
    name="isthmus",
    help="Joins Salesforce and Amazon Cognito: three identity flows, and the whole system on a laptop.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # its tables cut names of options in a terminal of 80 columns
)
app.command("up", short_help="Start the local stack and stay until Ctrl-C.")(up.up)
app.command("demo", short_help="Run the three flows once, hop by hop, on free ports.")(demo.demo)
app.command("doctor", short_help="Say what is wrong along each flow, and how to mend it.")(doctor.doctor)
app.command("bundle", short_help="Write one zip per Lambda function.")(bundle.bundle)
app.command("env", short_help="Print what others need of 'terraform output -json'.")(env.env)
app.command("login")(login.login)
app.command("logout")(login.logout)
app.command("credentials")(login.credentials)
app.add_typer(local.app, name="local")
app.add_typer(m2m.app, name="m2m")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"isthmus {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""
    del version
