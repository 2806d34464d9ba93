"""`isthmus doctor`: what is wrong along the chain of each flow, where, and how to mend it."""

from pathlib import Path
from typing import Annotated

import typer

from isthmus.cli.failing import one_line_errors
from isthmus.doctor.flow import Flow


def doctor(  # noqa: PLR0917  typer makes options of them
    ready_file: Annotated[
        Path | None,
        typer.Option(help="Examine a local stack, by its ready file; else the ISTHMUS_ settings."),
    ] = None,
    flow: Annotated[Flow | None, typer.Option(help="Only this flow.", show_default="all")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    m2m_user_pool_id: Annotated[
        str | None, typer.Option(help="The pool behind the domain.", show_default="AWS is asked")
    ] = None,
    consumer_key: Annotated[str | None, typer.Option(help="The app of web_identity.")] = None,
    identity_pool_id: Annotated[str | None, typer.Option(help="<region>:<uuid>, of web_identity.")] = None,
    action: Annotated[
        list[str] | None, typer.Option(help="What the app of web_identity asks AWS for, dynamodb:Scan.")
    ] = None,
    resource: Annotated[str | None, typer.Option(help="The ARN that it asks that of.")] = None,
    id_token_file: Annotated[
        Path | None, typer.Option(help="An ID token that AWS refused; it is sent nowhere.")
    ] = None,
    callback_url: Annotated[
        str | None, typer.Option(help="Where the app of web_identity has people sent back to.")
    ] = None,
    app_client_id: Annotated[str | None, typer.Option(help="The app client of session_sso.")] = None,
    validator_url: Annotated[str | None, typer.Option(help="The token validator's address.")] = None,
    external_credential: Annotated[str, typer.Option()] = "AWS_Cognito_OAuth",
    principal: Annotated[str, typer.Option()] = "Integration",
    named_credential: Annotated[str, typer.Option()] = "AWS_API_Access",
    permission_set: Annotated[str, typer.Option()] = "Cognito_API_Access",
    client_app: Annotated[
        str, typer.Option(help="The External Client App of web_identity; empty: don't look at it.")
    ] = "Cognito_OIDC_Sample",
    test_path: Annotated[str, typer.Option(help="What the test callout calls.")] = "/test",
    automated_process: Annotated[
        bool, typer.Option("--automated-process", help="Platform-event triggers are to call out, too.")
    ] = False,
) -> None:
    """Say what is wrong along the chain of each flow, where, and how to mend it. It changes nothing.

    AWS is read with boto3's credentials, the org with the session in ISTHMUS_ORG_SESSION, at the origin in
    ISTHMUS_SALESFORCE_ORGS. The exit code is 1 if a check failed, or if none could look.
    """
    with one_line_errors():
        from isthmus.doctor.admitting import Names, Told
        from isthmus.doctor.visiting import visit

        names = Names(
            external_credential=external_credential,
            principal=principal,
            named_credential=named_credential,
            permission_set=permission_set,
            test_path=test_path,
            has_automated_process=automated_process,
            client_app=client_app or None,
        )
        told = Told(
            m2m_user_pool_id=m2m_user_pool_id,
            consumer_key=consumer_key,
            identity_pool_id=identity_pool_id,
            callback_url=callback_url,
            app_client_id=app_client_id,
            validator_url=validator_url,
            actions=tuple(action or ()),
            resource=resource,
            id_token_file=id_token_file,
        )
        is_healthy = visit(ready_file=ready_file, flow=flow, is_json=as_json, told=told, names=names)
    if not is_healthy:
        raise typer.Exit(1)
