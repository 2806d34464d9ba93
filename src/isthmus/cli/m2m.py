"""`isthmus m2m`: tokens of machines."""

import sys
from typing import Annotated

import typer

from isthmus.cli.failing import one_line_errors
from isthmus.errors import ConfigurationError
from isthmus.secret import Secret

app = typer.Typer(no_args_is_help=True, help="Tokens of machines, by client credentials.")


@app.callback()
def m2m() -> None:
    """Take the name of the group; its commands do the work."""


@app.command()
def token(
    domain: Annotated[
        str | None, typer.Option(help="The user pool's domain, https://…", show_default="ISTHMUS_M2M_DOMAIN")
    ] = None,
    client_id: Annotated[
        str | None, typer.Option(help="The app client.", show_default="ISTHMUS_M2M_CLIENT_ID")
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="A scope to ask for; may be repeated.", show_default="ISTHMUS_M2M_SCOPES, else all"
        ),
    ] = None,
    insecure_http: Annotated[
        bool, typer.Option("--insecure-http", help="Let the domain be plain http: for a local stack.")
    ] = False,
) -> None:
    """Print an access token. The secret is read from ISTHMUS_M2M_CLIENT_SECRET, or asked for."""
    with one_line_errors():
        from isthmus.m2m.configured import Overrides, load_token_source
        from isthmus.settings import Environment

        overrides = Overrides(
            domain=domain,
            client_id=client_id,
            scopes=tuple(scope or ()),
            is_insecure_http=insecure_http,
        )
        source = load_token_source(Environment(), overrides=overrides, ask_secret=_ask_secret)
        typer.echo(source.get_token().reveal())


def _ask_secret() -> Secret:
    if not sys.stdin.isatty():
        raise ConfigurationError("set ISTHMUS_M2M_CLIENT_SECRET, or call this from a terminal to be asked")
    return Secret(typer.prompt("Client secret", hide_input=True, err=True))
