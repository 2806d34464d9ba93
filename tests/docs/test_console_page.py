"""`docs/console.md` names the faults that there are, with their settings."""

import re
from pathlib import Path

from isthmus.local.faults.assembly import ABOUTS
from isthmus.local.faults.settings import ChoiceSetting, NumberSetting

PAGE = (Path(__file__).parents[2] / "docs" / "console.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z-]+)` \| (.*) \|(.*)\|$", PAGE, flags=re.MULTILINE)


def test_the_listed_faults_are_those_of_the_code() -> None:
    assert [name for name, _, _ in ROWS] == [about.fault.value for about in ABOUTS]


def test_each_fault_is_listed_with_its_settings_and_their_bounds() -> None:
    for about, (_, _, settings) in zip(ABOUTS, ROWS, strict=True):
        assert bool(settings.strip()) is bool(about.settings)
        for setting in about.settings:
            assert f"`{setting.name}`" in settings
            if isinstance(setting, NumberSetting):
                expected = f"{setting.lowest:.10g} to {setting.highest:.10g} ({setting.default:.10g})"
                assert expected in settings
            else:
                assert f"`{setting.default}`" in settings
            if isinstance(setting, ChoiceSetting) and setting.name != "trigger":
                assert ", ".join(f"`{option}`" for option in setting.options) in settings
