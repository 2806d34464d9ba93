"""Every picture of the docs is shown somewhere, and what is shown is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+\.png)\)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shown() -> dict[Path, str]:
    return {
        (page.parent / path).resolve(): words
        for page in PAGES
        for words, path in SHOWN.findall(page.read_text(encoding="utf-8"))
    }


def test_every_picture_that_is_shown_is_there_and_said_in_words() -> None:
    assert shown()
    for path, words in shown().items():
        assert path.is_file(), path
        assert len(words.split()) > 1, path


def test_no_picture_is_kept_that_no_page_shows() -> None:
    assert {path.resolve() for path in (ROOT / "docs" / "pictures").iterdir()} == set(shown())


def test_every_flow_has_its_diagram() -> None:
    for flow in ("m2m", "web_identity", "session_sso"):
        page = (ROOT / "docs" / "flows" / f"{flow}.md").read_text(encoding="utf-8")
        assert "<!-- diagram -->\n```mermaid\nsequenceDiagram\n    autonumber\n" in page
