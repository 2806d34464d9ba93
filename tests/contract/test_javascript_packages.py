"""The JavaScript clients: pinned by hash, from no host, run by no script, and told in docs/clients.md."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("javascript")
DOCUMENT = Path(__file__).parents[2] / "docs" / "clients.md"
MANIFEST = json.loads((FOLDER / "package.json").read_text())


def test_lock_file_pins_every_package_by_hash_and_names_no_host() -> None:
    text = (FOLDER / "package-lock.json").read_text()
    assert "://" not in text
    assert all("integrity" in package for path, package in json.loads(text)["packages"].items() if path)


def test_no_package_runs_a_script_at_install() -> None:
    assert "ignore-scripts=true" in (FOLDER / ".npmrc").read_text().splitlines()


@pytest.mark.parametrize(("name", "version"), MANIFEST["dependencies"].items())
def test_the_document_names_each_client_with_its_version(name: str, version: str) -> None:
    assert f"| {name} | {version} |" in DOCUMENT.read_text()


def test_the_document_names_tests_that_exist() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.endswith("` |")]
    names = {row.split("`")[-2] for row in rows}
    assert len(rows) >= len(MANIFEST["dependencies"])
    assert {name for name in names if not Path(__file__).with_name(name).is_file()} == set()
