"""The sample web app's build: what it says when a step fails, and that the lock file names no host."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

APP = Path(__file__).parents[3] / "examples" / "browser_app"


@pytest.fixture
def broken_app(tmp_path: Path) -> Path:
    """An app whose package.json is no JSON: npm refuses before it asks any registry."""
    for name in ("build.py", ".npmrc", "package-lock.json"):
        shutil.copy(APP / name, tmp_path / name)
    (tmp_path / "package.json").write_text("{")
    return tmp_path


def test_says_in_one_line_what_failed_and_what_to_do(broken_app: Path) -> None:
    ended = subprocess.run(
        [sys.executable, broken_app / "build.py"], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("browser app: npm failed: ")
    assert ended.stderr.count("\n") == 1


def test_lock_file_pins_every_package_by_hash_and_names_no_host() -> None:
    text = (APP / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert "://" not in text
    assert all("integrity" in package for path, package in packages.items() if path)


def test_lock_file_belongs_to_the_manifest() -> None:
    manifest = json.loads((APP / "package.json").read_text())
    locked = json.loads((APP / "package-lock.json").read_text())["packages"][""]
    assert locked["dependencies"] == manifest["dependencies"]
    assert locked["devDependencies"] == manifest["devDependencies"]


def test_no_package_runs_a_script_at_install() -> None:
    assert "ignore-scripts=true" in (APP / ".npmrc").read_text().splitlines()
