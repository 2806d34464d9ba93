"""`isthmus demo`: run the three flows once on a stack of their own."""

from typing import Annotated

import typer

from isthmus.cli.failing import one_line_errors


def demo(
    flow: Annotated[
        str, typer.Option(help="One flow only: m2m, web_identity or session_sso.", show_default="all")
    ] = "all",
) -> None:
    """Start the local stack on free ports, run the flows hop by hop in words, and stop it."""
    with one_line_errors():
        from isthmus.local.demo.run import run_demo

        run_demo(flow=flow)
