"""The diagrams in the docs are what a run on a fresh stack draws."""

import runpy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from isthmus.local.demo.run import own_stack

DOCS = Path(__file__).parents[2] / "docs"
DEADLINE_SECONDS = 60


@pytest.fixture(scope="module")
def pictures() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "pictures.py"))


@pytest.fixture(scope="module")
def console() -> Iterator[httpx2.Client]:
    """The console of a stack that nobody has used: what is cached later is asked for in it."""
    with own_stack() as ready, httpx2.Client(base_url=ready["console"], trust_env=False) as client:
        yield client


def test_each_flow_is_drawn_as_it_runs(console: httpx2.Client, pictures: dict[str, Any]) -> None:
    for flow in pictures["FLOWS"]:
        mermaid = console.get("/api/hops.mmd", params={"trace": run(console, flow)}).text
        page = (DOCS / "flows" / f"{flow}.md").read_text(encoding="utf-8")
        assert pictures["diagram_of"](mermaid) in page, f"make docs-pictures draws {flow} anew"


def run(console: httpx2.Client, flow: str) -> str:
    """Run a flow to its good end, and give its trace."""
    started = console.post("/api/runs", json={"flow": flow}).json()
    deadline = time.monotonic() + DEADLINE_SECONDS
    while (state := console.get(f"/api/runs/{started['run']}").json()["state"]) == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert state == "passed"
    trace: str = started["trace"]
    return trace
