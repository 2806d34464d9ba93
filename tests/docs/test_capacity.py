"""The capacity page is what its script computes, and the script's numbers follow from its quotas."""

import runpy
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"


def names() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "capacity.py"))


def test_the_page_is_what_the_script_writes() -> None:
    assert (DOCS / "capacity.md").read_text(encoding="utf-8") == names()["write_page"]()


def test_a_token_for_each_of_a_million_calls_an_hour_is_more_than_cognito_allows() -> None:
    page = names()["write_page"]()
    assert "| one for each call | 277.7778 | 185.19% | 1,620,000.00 |" in page
    assert "| one kept for all | 0.0004 | 0.00% | 2.16 |" in page


def test_a_hundred_thousand_sign_ins_a_minute_are_more_than_any_default_quota() -> None:
    page = names()["write_page"]()
    assert "| `session_sso` | 100,000 | UserRead | 1388.9% |" in page
    assert "| `web_identity` | 1,000 | GetId | 66.7% |" in page
