"""Deployment packages: reproducible, and whole."""

import ast
import io
import zipfile
from pathlib import Path

import pytest

from isthmus import bundle
from isthmus.bundle import FUNCTIONS, build_function
from isthmus.errors import ConfigurationError

each_function = pytest.mark.parametrize("name", FUNCTIONS)


def opened(name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build_function(name)))


@pytest.mark.parametrize(
    "name", ["", "_runtime", "token_validator_asgi", "../bundle", "define_auth_challenge.py"]
)
def test_refuses_a_function_that_is_not_deployed(name: str) -> None:
    with pytest.raises(ConfigurationError, match="there are define_auth_challenge"):
        build_function(name)


@pytest.mark.parametrize(
    "source",
    [
        "import boto3",
        "import joserfc.jws",
        "from pydantic import BaseModel",
        "def later():\n    import boto3",
        "try:\n    import boto3\nexcept ImportError:\n    boto3 = None",
    ],
)
def test_refuses_a_module_that_needs_what_the_package_does_not_hold(source: str) -> None:
    with pytest.raises(ConfigurationError, match="which a function's package does not hold"):
        list(bundle._imported_modules(source.encode(), importer="isthmus.x"))


def test_passes_over_imports_that_are_for_checkers_only() -> None:
    source = b"TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import boto3\nelse:\n    pass\nimport json"
    assert list(bundle._imported_modules(source, importer="isthmus.x")) == []


def test_follows_imports_wherever_they_stand() -> None:
    source = b"def later():\n    from isthmus.aws import sts\nif x:\n    import isthmus.origin"
    assert set(bundle._imported_modules(source, importer="isthmus.x")) >= {
        "isthmus",
        "isthmus.aws",
        "isthmus.aws.sts",
        "isthmus.origin",
    }


@each_function
def test_the_same_sources_give_the_same_bytes(name: str) -> None:
    assert build_function(name) == build_function(name)


@each_function
def test_files_are_in_order_and_tell_nothing_of_where_they_were_built(name: str) -> None:
    entries = opened(name).infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {(entry.create_system, entry.compress_type) for entry in entries} == {(3, zipfile.ZIP_STORED)}
    assert not any(entry.extra or entry.comment for entry in entries)


@each_function
def test_holds_the_sources_of_isthmus_and_nothing_else(name: str) -> None:
    root = Path(bundle.__file__).parent.parent
    archive = opened(name)
    for path in archive.namelist():
        assert path.endswith(".py")
        source = root / path.replace("jose/rsa.py", "jose/rsa_in_python.py")
        assert archive.read(path) == source.read_bytes()


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        (
            "define_auth_challenge",
            {"isthmus/origin.py", "isthmus/aws/__init__.py", "isthmus/lambdas/_ports.py"},
        ),
        ("create_auth_challenge", {"isthmus/origin.py", "isthmus/flows/session_sso/define.py"}),
        ("verify_auth_challenge", {"isthmus/cognito/directory.py", "isthmus/jose/verify.py"}),
        ("api_authorizer", {"isthmus/jose/rsa_in_python.py", "isthmus/salesforce/__init__.py"}),
        ("token_validator", {"isthmus/aws/use_once.py", "isthmus/lambdas/token_validator_asgi.py"}),
    ],
)
def test_leaves_out_what_the_function_does_not_need(name: str, absent: set[str]) -> None:
    names = set(opened(name).namelist())
    assert not names & (
        absent | {"isthmus/bundle.py", "isthmus/cli/__init__.py", "isthmus/local/__init__.py"}
    )


@each_function
def test_every_module_has_its_packages(name: str) -> None:
    archive = opened(name)
    names = set(archive.namelist())
    for path in names:
        folder = path.rpartition("/")[0]
        assert f"{folder}/__init__.py" in names
        ast.parse(archive.read(path), feature_version=(3, 11))
