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
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("bundle")(bundle.bundle)
app.command("env")(env.env)
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
