import re

import pytest

from isthmus.local.cognito.app import UserPools
from isthmus.local.cognito.outbox import Message
from isthmus.local.console.pages import FOLDER, PAGES
from unit.local.console.console_under_test import ConsoleUnderTest

MESSAGE = Message(
    id=1,
    pool_id="us-east-1_Sample001",
    username="<script>alert(1)</script>",
    purpose="sign_up",
    medium="EMAIL",
    destination="jane@example.com",
    subject="Your code",
    text="Your code is 123456 & more",
    code="123456",
    sent_at=1_800_000_000.0,
)


def test_shows_messages_escaped(console: ConsoleUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserPools, "outbox", lambda _: (MESSAGE,))
    page = console.get("/outbox").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Your code is 123456 &amp; more" in page
    assert "2027-01-15 08:00:00Z" in page


def test_an_empty_outbox_says_so_and_the_first_page_leads_to_it(console: ConsoleUnderTest) -> None:
    assert "There are no messages." in console.get("/outbox").text
    assert 'href="/outbox"' in console.get("/").text


def test_pages_lead_to_each_other_and_say_which_they_are(console: ConsoleUnderTest) -> None:
    for page in PAGES:
        shown = console.get(page.path)
        assert shown.status_code == 200
        assert f"<title>{page.name} · Isthmus</title>" in shown.text
        assert re.findall(r'<a href="([^"]+)" aria-current="page">', shown.text) == [page.path]
        assert all(f'<a href="{other.path}"' in shown.text for other in PAGES)


def test_pages_have_no_script_and_no_style_inside(console: ConsoleUnderTest) -> None:
    inside = r"<style|style=|\son[a-z]+=|javascript:|<script(?! type=\"module\" src=\"/static/)"
    for page in PAGES:
        assert re.findall(inside, console.get(page.path).text) == [], page.path


def test_what_pages_ask_for_is_there(console: ConsoleUnderTest) -> None:
    for page in PAGES:
        asked = re.findall(r'(?:src|href)="(/static/[^"]+)"', console.get(page.path).text)
        assert asked
        assert {path: console.get(path).status_code for path in asked} == dict.fromkeys(asked, 200)


def test_scripts_import_what_is_there_and_make_no_markup_of_text() -> None:
    for script in (FOLDER / "static").rglob("*.js"):
        code = script.read_text(encoding="utf-8")
        missing = [
            each for each in re.findall(r'from "([^"]+)"', code) if not (script.parent / each).is_file()
        ]
        assert missing == [], script.name
        markup = (
            r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|localStorage|sessionStorage|https?://"
        )
        assert re.findall(markup, code) == [], script.name


def test_styles_load_nothing_but_marks() -> None:
    for sheet in (FOLDER / "static").rglob("*.css"):
        for asked in re.findall(r"url\(([^)]*)\)|@import", sheet.read_text(encoding="utf-8")):
            assert re.fullmatch(r'"marks/[a-z_]+\.svg"', asked), sheet.name
            assert (sheet.parent / asked.strip('"')).is_file(), asked
