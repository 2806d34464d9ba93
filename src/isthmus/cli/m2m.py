"""`isthmus m2m`: tokens of machines."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.failing import one_line_errors
from isthmus.errors import ConfigurationError
from isthmus.plain_text import make_plain
from isthmus.secret import Secret

if TYPE_CHECKING:
    from isthmus.flows.m2m.connect import Outcome, Step

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


@app.command()
def connect(  # noqa: PLR0917  typer makes options of them
    org: Annotated[str, typer.Option(help="The org's My Domain, https://….my.salesforce.com.")],
    client_id: Annotated[
        str | None,
        typer.Option(help="The app client.", show_default="the secret's client_id, or ISTHMUS_M2M_CLIENT_ID"),
    ] = None,
    user: Annotated[
        list[str] | None, typer.Option(help="A username that gets the permission set; may be repeated.")
    ] = None,
    automated_process: Annotated[bool, typer.Option(help="Give it to Automated Process, too.")] = True,
    secret_id: Annotated[
        str | None, typer.Option(help="Take the client secret from AWS Secrets Manager, by this id.")
    ] = None,
    in_body: Annotated[bool, typer.Option("--in-body", help="The org sends the secret in the body.")] = False,
    external_credential: Annotated[str, typer.Option()] = "AWS_Cognito_OAuth",
    principal: Annotated[str, typer.Option()] = "Integration",
    permission_set: Annotated[str, typer.Option()] = "Cognito_API_Access",
    named_credential: Annotated[str, typer.Option()] = "AWS_API_Access",
    test_path: Annotated[str, typer.Option(help="What to call at the end; empty for no call.")] = "/test",
    ca_bundle: Annotated[Path | None, typer.Option(help="The CA of a local org.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look, and change nothing.")] = False,
) -> None:
    """Finish what a deployment can't: the principal's secret, who may use it, and a first callout.

    The org's session is read from ISTHMUS_ORG_SESSION, the client secret from ISTHMUS_M2M_CLIENT_SECRET or
    Secrets Manager; either is asked for on a terminal.
    """
    with one_line_errors():
        from isthmus.flows.m2m.connect import Connection, Outcome
        from isthmus.flows.m2m.connect import connect as take_steps
        from isthmus.m2m.connecting import load_connecting
        from isthmus.settings import Environment

        ready = load_connecting(
            Environment(), org=org, ca_bundle=ca_bundle, client_id=client_id, secret_id=secret_id, ask=_ask
        )
        connection = Connection(
            external_credential=external_credential,
            principal=principal,
            variant="ClientCredentialsClientSecret" if in_body else "ClientCredentialsClientSecretBasic",
            permission_set=permission_set,
            named_credential=named_credential,
            client_id=ready.client_id,
            usernames=tuple(user or ()),
            has_automated_process=automated_process,
            test_path=test_path or None,
        )
        steps = take_steps(
            ready.org, connection=connection, client_secret=ready.client_secret, is_dry_run=dry_run
        )
        if Outcome.FAILED in [_print_step(step) for step in steps]:
            raise typer.Exit(1)


def _print_step(step: "Step") -> "Outcome":
    line = f"{step.outcome:<14} {step.what}" + (f": {step.detail}" if step.detail else "")
    typer.echo(make_plain(line))
    return step.outcome


def _ask_secret() -> Secret:
    return _ask("Client secret", "ISTHMUS_M2M_CLIENT_SECRET")


def _ask(what: str, setting: str) -> Secret:
    if not sys.stdin.isatty():
        raise ConfigurationError(f"set {setting}, or call this from a terminal to be asked")
    return Secret(typer.prompt(what, hide_input=True, err=True))
