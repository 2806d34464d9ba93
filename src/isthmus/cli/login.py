"""`isthmus login`, `logout` and `credentials`: AWS credentials by a Salesforce sign-in."""

import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.failing import one_line_errors

if TYPE_CHECKING:
    from isthmus.flows.web_identity.sign_in import PendingSignIn
    from isthmus.login.profile import Profiles
    from isthmus.login.session import LoginSession

_WAIT_SECONDS = 300
Name = Annotated[str, typer.Option("--profile", help="Which sign-in: one per org and identity pool.")]
Keyring = Annotated[
    bool, typer.Option("--keyring", help="Keep it in the system's keyring, not in a file of mode 0600.")
]


def login(  # noqa: PLR0917  typer makes options of them
    profile: Name = "default",
    keyring: Keyring = False,
    org: Annotated[str | None, typer.Option(help="The org's My Domain, https://….my.salesforce.com.")] = None,
    org_id: Annotated[str | None, typer.Option(help="The org's id, 00D…: no other is accepted.")] = None,
    client_id: Annotated[str | None, typer.Option(help="The app's consumer key.")] = None,
    identity_pool_id: Annotated[str | None, typer.Option(help="The identity pool, <region>:<uuid>.")] = None,
    callback_port: Annotated[
        int, typer.Option(help="The app's callback is http://localhost:<port>/callback.")
    ] = 8765,
    ready_file: Annotated[
        Path | None, typer.Option(help="Take all of these from a local stack's ready file.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser, or only print the address.")] = True,
) -> None:
    """Sign in with Salesforce and keep AWS credentials. The options are needed the first time only."""
    with one_line_errors():
        from isthmus.login.profile import make_profile, read_ready_profile

        profiles = _open_profiles()
        if ready_file is not None:
            profiles.keep(profile, read_ready_profile(ready_file))
        elif org or org_id or client_id or identity_pool_id:
            made = make_profile(
                org=org,
                org_id=org_id,
                client_id=client_id,
                identity_pool_id=identity_pool_id,
                callback_port=callback_port,
            )
            profiles.keep(profile, made)
        port = profiles.get(profile).callback_port
        session = _open_session(profile, keyring=keyring)
        kept = session.sign_in(visit=lambda pending: _visit(pending, port=port, is_opened=browser))
        typer.secho(f"signed in: {kept.person.user_id} of {kept.person.org_id}", err=True, fg="green")


def logout(profile: Name = "default", keyring: Keyring = False) -> None:
    """Forget the sign-in, and end its refresh token at the org."""
    with one_line_errors():
        _open_session(profile, keyring=keyring).sign_out()


def credentials(profile: Name = "default", keyring: Keyring = False) -> None:
    """Print credentials as AWS's `credential_process` wants them."""
    with one_line_errors():
        from isthmus.login.process import write_process_answer

        answer = write_process_answer(_open_session(profile, keyring=keyring).get_credentials())
        if sys.stdout.isatty():
            typer.secho("this is for AWS tools: credential_process = isthmus credentials", err=True)
        typer.echo(answer)


def _visit(pending: "PendingSignIn", *, port: int, is_opened: bool) -> str:
    from isthmus.flows.web_identity.callback import is_answer
    from isthmus.login.loopback import CallbackListener
    from isthmus.login.profile import CALLBACK_PATH

    listener = CallbackListener(
        port=port,
        path=CALLBACK_PATH,
        is_awaited=lambda url: is_answer(url, redirect_uri=pending.redirect_uri, state=pending.state),
    )
    try:
        typer.echo(f"Sign in at:\n{pending.authorization_url}", err=True)
        if is_opened:
            webbrowser.open(pending.authorization_url)
        return listener.wait(timeout_seconds=_WAIT_SECONDS)
    finally:
        listener.close()


def _open_profiles() -> "Profiles":
    from isthmus.login.profile import Profiles

    return Profiles(_folder() / "login")


def _open_session(name: str, *, keyring: bool) -> "LoginSession":
    from isthmus.clock import SystemClock
    from isthmus.login.keeping import FileStore, KeyringStore
    from isthmus.login.session import LoginSession

    store = (KeyringStore if keyring else FileStore)(_folder() / "signed-in")
    return LoginSession(name, profile=_open_profiles().get(name), store=store, clock=SystemClock())


def _folder() -> Path:
    return Path(typer.get_app_dir("isthmus"))
