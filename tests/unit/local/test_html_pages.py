from pathlib import Path

import pytest

from isthmus.local.html_pages import page_answer, static_answer


@pytest.mark.parametrize("name", ["secret.txt", "../style.css", "style.css/", ""])
def test_gives_no_file_that_is_not_listed(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("sample", encoding="utf-8")
    assert static_answer(tmp_path, name, media_types={"style.css": "text/css"}) is None


def test_a_page_runs_no_script_and_sends_its_form_nowhere_else() -> None:
    headers = page_answer("<p>", status=400, form_targets=()).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "form-action 'self';" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert (headers["x-frame-options"], headers["cache-control"]) == ("DENY", "no-store")


def test_a_form_may_lead_to_its_callback() -> None:
    answer = page_answer("<p>", status=200, form_targets=("https://app.example",))
    assert "form-action 'self' https://app.example;" in answer.headers["content-security-policy"]
