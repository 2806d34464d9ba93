"""Each section of docs/troubleshooting.md names checks that the doctor has, and each check has a section."""

import re
from pathlib import Path

from isthmus.doctor.checks import ALL

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
NAMES = {check.name for check in ALL}


def named_in(section: str) -> set[str]:
    return set(re.findall(r"`((?:m2m|web_identity|session_sso)\.[a-z_]+)`", section))


def test_every_section_names_checks_and_only_those_that_exist() -> None:
    assert SECTIONS
    assert [section.splitlines()[0] for section in SECTIONS if not named_in(section)] == []
    assert named_in(PAGE) - NAMES == set()


def test_every_check_has_a_section() -> None:
    assert {name for name in NAMES if name not in named_in(PAGE)} == set()
