"""What `pip install isthmus` brings: no web framework, no AWS SDK, and types."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "boto3",
    "botocore",
    "pydantic",
    "starlette",
    "fastapi",
    "flask",
    "django",
    "httpx2",
    "requests",
    "aiohttp",
)


def test_the_bare_install_brings_cryptography_and_a_command_line_and_nothing_more() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[>=<]", requirement)[0] for requirement in project["dependencies"]}
    assert names == {"joserfc", "cryptography", "typer", "rich"}


def test_verifying_and_asking_load_none_of_the_extras() -> None:
    code = (
        "import sys, isthmus.guard, isthmus.guard.asgi, isthmus.guard.wsgi, isthmus.guard.aws_lambda,"
        " isthmus.guard.authorizer, isthmus.m2m, isthmus.m2m.token_folder, isthmus.m2m.token_table,"
        " isthmus.session_sso;"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert result.stdout.strip() == "[]"


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "src" / "isthmus" / "py.typed").exists()
