"""The calls that docs/clients.md lists are in the tests that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "contract"
PROGRAMS = {
    "test_salesforce_cli.py": CONTRACT / "salesforce_commands.py",
    "test_jsforce.py": CONTRACT / "javascript" / "clients" / "jsforce.mjs",
}


def rows() -> list[tuple[str, str]]:
    """Give each row of the table of calls: its calls, and the file of its tests."""
    text = (ROOT / "docs" / "clients.md").read_text()
    table = text.partition("| client | calls | tests |")[2].partition("\n\n")[0]
    cells = [line.split(" | ") for line in table.splitlines()[2:]]
    return [(calls, file.strip("`| ")) for _, calls, file in cells]


def test_there_is_a_table() -> None:
    assert {file for _, file in rows()} == {
        "test_salesforce_cli.py",
        "test_simple_salesforce.py",
        "test_jsforce.py",
        "test_authlib_at_the_org.py",
    }


@pytest.mark.parametrize(("calls", "file"), rows())
def test_each_call_is_in_its_tests(calls: str, file: str) -> None:
    program = PROGRAMS.get(file)
    source = (CONTRACT / file).read_text() + (program.read_text() if program else "")
    words = {word for call in re.findall(r"`([^`]+)`", calls) for word in call.split(" ")}
    missing = {word for word in words if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", source)}
    assert missing == set()


def test_the_version_of_the_aws_cli_is_the_one_that_is_locked() -> None:
    (locked,) = re.findall(
        r"^awscli==(\S+)", (CONTRACT / "aws_cli/requirements.txt").read_text(), re.MULTILINE
    )
    assert f"| AWS CLI | {locked} |" in (ROOT / "docs" / "clients.md").read_text()
