"""The settings page lists what the code knows, in its words."""

import re
from pathlib import Path

from isthmus.settings import SETTINGS

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(r"^\| `(ISTHMUS_\w+)` \| ([^|]+) \| (.+) \|$", re.MULTILINE)


def test_every_setting_is_listed_with_what_it_says() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert {name: words for name, _, words in rows} == SETTINGS
    assert len(rows) == len(SETTINGS)
