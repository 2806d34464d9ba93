import re
from pathlib import Path

import pytest

from isthmus.local.salesforce import pages
from isthmus.local.salesforce.pages import STATIC, Pages, static_file

FOLDER = Path(pages.__file__).parent
TEMPLATES = sorted(FOLDER.parent.glob("*/templates/**/*.html"))


def luminance(color: str) -> float:
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", ["", "../app.py", "templates/base.html", "style.css/", "STYLE.css"])
def test_gives_no_other_file(name: str) -> None:
    assert static_file(name) is None


def test_escapes_every_value() -> None:
    page = Pages(org_name="<b>", origin="https://localhost:4443").render(
        "error.html", form_targets=(), heading="<i>", error="<u>", description='"><s>', remedy="<em>"
    )
    text = bytes(page.body).decode()
    assert not re.search(r"<(b|i|u|s|em)>", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_templates_hold_no_script_and_no_style(template: Path) -> None:
    text = template.read_text()
    assert "<script" not in text
    assert " style=" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert "| safe" not in text
    for control in re.findall(r'<input (?!type="hidden")id="([a-z]+)"', text):
        assert f'<label for="{control}">' in text


def test_the_templates_name_only_files_that_are_served() -> None:
    text = "".join(template.read_text() for template in TEMPLATES)
    assert set(re.findall(r"/_ui/([\w.]+)", text)) == set(STATIC)


@pytest.mark.parametrize("scheme", [0, 1])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("text", "card", 7),
        ("text", "page", 7),
        ("quiet", "card", 4.5),
        ("quiet", "page", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-accent", "accent-strong", 4.5),
        ("accent", "card", 4.5),
        ("danger", "danger-soft", 4.5),
        ("field", "card", 3),
        ("good", "good-soft", 4.5),
    ],
)
def test_colours_have_enough_contrast_in_light_and_dark(
    scheme: int, front: str, back: str, least: float
) -> None:
    styles = (FOLDER / "static" / "style.css").read_text()
    more = (FOLDER / "static" / "setup.css").read_text().split("@media")
    palettes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block + setup))
        for block, setup in zip(styles.split("@media"), more, strict=False)
    ]
    assert contrast(palettes[scheme][front], palettes[scheme][back]) >= least
