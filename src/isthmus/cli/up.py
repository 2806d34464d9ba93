"""`isthmus up`: start the local stack and stay."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from isthmus.cli.failing import one_line_errors


class LogLevel(StrEnum):
    """How much the systems say on standard error."""

    debug = "debug"
    info = "info"
    warning = "warning"


class Iam(StrEnum):
    """How IAM's policies are taken."""

    enforce = "enforce"


DataDir = Annotated[Path, typer.Option(help="Where state lives; made if it is absent.")]
PortBase = Annotated[
    int | None,
    typer.Option(
        min=1024,
        max=65531,
        help="Five ports in a row from here: AWS endpoint, console, Salesforce, sample API, sample web app.",
        show_default="4566, 4567, 4443, 8080, 8443",
    ),
]
ReadyFile = Annotated[
    Path | None, typer.Option(help="Write addresses, ids and demo secrets here as JSON once all answer.")
]


Trace = Annotated[
    bool,
    typer.Option(help="Keep the last 2,000 requests and answers of the systems, in memory, to be looked at."),
]
Hops = Annotated[
    bool | None,
    typer.Option(
        "--hops/--quiet",
        help="Print a line for each hop between the systems.",
        show_default="--hops on a terminal",
    ),
]
OtlpEndpoint = Annotated[
    str | None,
    typer.Option(
        envvar="OTEL_EXPORTER_OTLP_ENDPOINT",
        help="Send each hop as a span to this OpenTelemetry collector, such as http://127.0.0.1:4318.",
    ),
]


def up(  # noqa: PLR0917  typer makes options of them
    data_dir: DataDir = Path(".isthmus"),
    port_base: PortBase = None,
    seed: Annotated[
        str,
        typer.Option(
            help="'demo' has the three flows in place, 'org' only their Salesforce side, 'none' is empty; "
            "or a seed file (YAML)."
        ),
    ] = "demo",
    ready_file: ReadyFile = None,
    iam: Annotated[
        Iam,
        typer.Option(
            help="IAM's policies hold for every key but the administrator's; there is no other way."
        ),
    ] = Iam.enforce,
    log_level: Annotated[
        LogLevel, typer.Option(help="What the systems log on standard error.")
    ] = LogLevel.warning,
    trace: Trace = True,
    hops: Hops = None,
    otlp_endpoint: OtlpEndpoint = None,
) -> None:
    """Start the local stack, print its addresses, and stay until Ctrl-C."""
    del iam  # it says what is done anyway
    with one_line_errors():
        from isthmus.local.addresses import Addresses
        from isthmus.local.hop_log.showing import Telling
        from isthmus.local.terminal import run_until_signal

        addresses = Addresses() if port_base is None else Addresses.from_port_base(port_base)
        run_until_signal(
            addresses=addresses,
            data_dir=data_dir,
            seed=seed,
            ready_file=ready_file,
            log_level=log_level.value,
            telling_wanted=Telling(is_traced=trace, on_terminal=hops, otlp_endpoint=otlp_endpoint),
        )
