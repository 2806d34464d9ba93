"""`isthmus bundle`: the deployment packages of the Lambda functions, as files."""

from pathlib import Path
from typing import Annotated

import typer

from isthmus.cli.failing import one_line_errors

Output = Annotated[Path, typer.Option(help="The folder to write into; made if it is absent.")]


def bundle(output: Output) -> None:
    """Write one zip per Lambda function: for x86_64 and arm64, the same bytes each time."""
    with one_line_errors():
        from isthmus.bundle import FUNCTIONS, build_function

        output.mkdir(parents=True, exist_ok=True)
        for name in FUNCTIONS:
            path = output / f"{name}.zip"
            partial = path.with_suffix(".zip.partial")
            partial.write_bytes(build_function(name))
            partial.replace(path)
            typer.echo(path)
