"""The Python in the documents runs as it stands."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from isthmus.errors import MalformedError
from isthmus.flows.m2m.callers import Callers
from isthmus.flows.m2m.token_source import TokenSource
from isthmus.m2m.httpx2 import TokenAuth
from isthmus.secret import Secret
from isthmus.session_sso import SessionClient

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


READY = {
    "aws_endpoint": "http://127.0.0.1:4566",
    "m2m": {
        "user_pool_id": "us-east-1_Sample001",
        "client_id": "machine",
        "client_secret": "sample-client-secret",
        "scopes": ["api/read", "api/write"],
    },
}


@pytest.fixture(autouse=True)
def folder_with_a_ready_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ready.json").write_text(json.dumps(READY))
    monkeypatch.chdir(tmp_path)


def blocks_of(name: str) -> list[str]:
    return BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))


def run(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "documents", "secret": Secret("sample")}
    exec(compile(block, "a document", "exec"), names)  # noqa: S102  our own documents
    return names


@pytest.mark.parametrize("block", blocks_of("docs/guard.md"))
def test_every_guard_in_the_docs_can_be_made(block: str) -> None:
    assert isinstance(run(block)["callers"], Callers)


@pytest.mark.parametrize("block", blocks_of("docs/tokens.md"))
def test_every_source_in_the_docs_can_be_made(block: str) -> None:
    assert isinstance(run(block)["source"], TokenSource)


def test_the_client_of_session_sso_in_the_docs_can_be_made_and_tells_a_refusal() -> None:
    (block,) = blocks_of("docs/flows/session_sso.md")
    names = run(block)
    assert isinstance(names["client"], SessionClient)
    with pytest.raises(MalformedError):
        names["tokens_of"]("no session")


def test_the_second_example_of_the_readme_calls_an_api_in_five_lines() -> None:
    block = blocks_of("README.md")[1]
    names = run(block)
    assert len(ast.parse(block).body) == 5
    assert isinstance(names["client"].auth, TokenAuth)


def test_the_first_example_of_the_readme_protects_an_api_in_five_lines() -> None:
    block = blocks_of("README.md")[0]
    app = run(block)["app"]
    assert len(ast.parse(block).body) == 5
    assert isinstance(app, FastAPI)
    assert [type(dependency.dependency).__name__ for dependency in app.router.dependencies] == [
        "RequireToken"
    ]
