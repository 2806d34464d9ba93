"""`isthmus env`: what Terraform made, in the words of the Salesforce project and the sample programs."""

import json
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isthmus.cli.failing import one_line_errors
from isthmus.errors import ConfigurationError, MalformedError

if TYPE_CHECKING:
    from isthmus.provisioned.local_stack import LocalStack

MOST_BYTES = 1024 * 1024


class Target(StrEnum):
    """Who is told."""

    salesforce = "salesforce"
    api = "api"
    m2m = "m2m"
    app = "app"
    doctor = "doctor"
    login = "login"
    aws = "aws"
    terraform = "terraform"
    org = "org"
    ready = "ready"


_OF_A_STACK = frozenset({Target.terraform, Target.org, Target.ready})


Outputs = Annotated[
    Path | None, typer.Argument(help="What 'terraform output -json' wrote.", show_default="standard input")
]
Wanted = Annotated[
    Target,
    typer.Option(
        "--for",
        help="'salesforce': for 'sf project deploy'; 'api': the sample API; 'm2m': 'isthmus m2m token'; "
        "'app': /config.json of the sample web app; 'doctor', 'login': settings and options of these. "
        "With --ready-file also 'aws': endpoint, region and administrator's key of a stack, for AWS's tools; "
        "'terraform': these and what Terraform needs to know of the stack; 'org': the session "
        "of its administrator, for sf and 'isthmus m2m connect'; 'ready': the ready file with what Terraform "
        "made there.",
    ),
]
WithSecret = Annotated[
    bool, typer.Option("--with-secret", help="With 'm2m': print the client secret, too. It is in the output.")
]
ReadyFile = Annotated[
    Path | None, typer.Option(help="The ready file of the local stack on which Terraform is applied.")
]


Org = Annotated[
    str | None,
    typer.Option(
        help="With 'terraform': the My Domain of the org to trust; its session is in ISTHMUS_ORG_SESSION."
    ),
]


def env(  # noqa: PLR0917  typer makes options of them
    outputs: Outputs = None,
    wanted: Wanted = Target.salesforce,
    with_secret: WithSecret = False,
    ready_file: ReadyFile = None,
    org: Org = None,
    ca_bundle: Annotated[Path | None, typer.Option(help="The CA of a local org.")] = None,
) -> None:
    """Print the variables of the Salesforce project or of a sample program, from 'terraform output -json'.

    What 'aws', 'terraform', 'org' and 'ready' print holds secrets.
    """
    with one_line_errors():
        if with_secret and wanted is not Target.m2m:
            raise ConfigurationError("--with-secret goes with --for m2m")
        if org is not None:
            if wanted is not Target.terraform or ready_file is not None:
                raise ConfigurationError("--org goes with --for terraform, and without --ready-file")
            typer.echo(_tell_of_org(org, ca_bundle=ca_bundle))
            return
        if wanted is Target.aws:
            typer.echo(_tell_of_account(ready_file))
            return
        typer.echo(_tell(wanted, outputs=outputs, stack=_find_stack(ready_file), with_secret=with_secret))


def _tell(wanted: Target, *, outputs: Path | None, stack: "LocalStack | None", with_secret: bool) -> str:
    from isthmus.provisioned.outputs import Outputs as Made

    if wanted in _OF_A_STACK and stack is None:
        other = " or --org" if wanted is Target.terraform else ""
        raise ConfigurationError(f"--for {wanted} goes with --ready-file{other}")
    if wanted is Target.terraform and stack is not None:
        return _export_account(stack.terraform())
    if wanted is Target.org and stack is not None:
        return _export(stack.org())
    made = Made.parse(_read(outputs), endpoint=None if stack is None else stack.endpoint)
    if wanted is Target.ready and stack is not None:
        return json.dumps(stack.completed(made), indent=2)
    if wanted is Target.app:
        return json.dumps(made.app(), indent=2)
    variables = {
        Target.salesforce: made.salesforce,
        Target.api: made.api,
        Target.m2m: made.m2m,
        Target.doctor: made.doctor,
        Target.login: made.login,
    }[wanted]()
    if with_secret:
        variables["ISTHMUS_M2M_CLIENT_SECRET"] = made.client_secret()
    return _export(variables)


def _tell_of_account(ready_file: Path | None) -> str:
    from isthmus.provisioned.local_stack import read_account

    if ready_file is None:
        raise ConfigurationError("--for aws goes with --ready-file")
    return _export_account(read_account(ready_file))


def _tell_of_org(org: str, *, ca_bundle: Path | None) -> str:
    from isthmus import settings
    from isthmus.origin import Origin
    from isthmus.provisioned.org import CONSUMER_KEYS, read_org
    from isthmus.salesforce.metadata_api import MetadataApi
    from isthmus.salesforce.my_domain import check_my_domain
    from isthmus.salesforce.org_api import OrgApi
    from isthmus.secret import Secret

    origin = Origin.parse(org, ca_bundle=ca_bundle)
    check_my_domain(origin)
    session = Secret(settings.Environment().get(settings.ORG_SESSION, pattern=r"(?s:.+)"))
    told = read_org(
        str(origin),
        records=OrgApi(origin, session=session),
        documents=MetadataApi(origin, session=session),
    )
    if missing := sorted(CONSUMER_KEYS - told.keys()):
        hint = "read it in Setup, External Client App Manager, the app, Settings, Consumer Key and Secret"
        typer.echo(f"isthmus: the org does not tell {' and '.join(missing)}: {hint}", err=True)
    return _export(told)


def _find_stack(ready_file: Path | None) -> "LocalStack | None":
    if ready_file is None:
        return None
    from isthmus.provisioned.local_stack import LocalStack

    return LocalStack.read(ready_file)


def _export_account(variables: dict[str, str]) -> str:
    from isthmus.provisioned.local_stack import FOREIGN

    return f"unset {' '.join(FOREIGN)}\n{_export(variables)}"


def _export(variables: dict[str, str]) -> str:
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def _read(path: Path | None) -> str:
    if path is None:
        if sys.stdin.isatty():
            raise ConfigurationError("name the file that 'terraform output -json' wrote, or pipe it in")
        text = sys.stdin.read(MOST_BYTES + 1)
    elif not path.is_file():
        raise ConfigurationError(f"{path} is no file: terraform output -json > {path.name}")
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise MalformedError("too large for what 'terraform output -json' prints")
    return text
