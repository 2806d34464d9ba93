"""What the documents claim is true: targets, links, commands, tests named in SECURITY.md."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from isthmus.settings import SETTINGS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("infra/**/*.md")])
DOCUMENTS += sorted(path for path in ROOT.glob("examples/**/*.md") if "node_modules" not in path.parts)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    commands = re.findall(
        r"`make ([a-z-]+)`|^\$ make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name for pair in commands for name in pair if name} <= targets


def test_every_test_that_security_names_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/*.py"))
    named = set(re.findall(r"`(test_\w+)`", text_of("SECURITY.md")))
    assert named
    assert {name for name in named if f"def {name}(" not in tests} == set()


def test_every_folder_that_security_names_exists() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", text_of("SECURITY.md")))
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_module_that_security_names_exists() -> None:
    written = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:/|\.py))`", text_of("SECURITY.md")))
    named = {name for name in written if not name.startswith("tests/")}
    assert named
    assert {name for name in named if not (ROOT / "src" / "isthmus" / name).exists()} == set()


def test_decisions_are_listed() -> None:
    listed = set(re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", text_of("docs/decisions/README.md")))
    assert listed == {path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}


@pytest.mark.parametrize(
    "command", [[], ["up"], ["demo"], ["bundle"], ["env"]], ids=lambda words: " ".join(words) or "root"
)
def test_commands_explain_themselves(command: list[str]) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "isthmus", *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={"COLUMNS": "120", "NO_COLOR": "1", "PATH": ""},
    ).stdout
    assert "Usage" in shown
    if command == ["up"]:
        for option in ("--data-dir", "--port-base", "--seed", "--ready-file"):
            assert option in shown


def test_no_lock_file_names_an_index() -> None:
    locks = ("requirements.lock", "requirements-dev.lock", "tests/contract/aws_cli/requirements.txt")
    for name in (*locks, "examples/browser_app/package-lock.json"):
        assert "://" not in re.sub(r'"(?:url|funding)": "[^"]*"', "", text_of(name))


def test_every_setting_is_documented() -> None:
    names = ("docs/flows/session_sso.md", "docs/flows/m2m.md", "docs/tokens.md", "docs/guard.md")
    page = "".join(map(text_of, names))
    assert {name for name in SETTINGS if f"`{name}`" not in page} == set()


def test_every_module_that_the_architecture_names_exists() -> None:
    named = set(
        re.findall(
            r"`((?:local|flows|cognito|salesforce)/[a-z_/0-9]+(?:\.py|/)?)`", text_of("ARCHITECTURE.md")
        )
    )
    assert named
    assert {name for name in named if not (ROOT / "src" / "isthmus" / name).exists()} == set()
