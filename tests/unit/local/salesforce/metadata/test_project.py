import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from isthmus.local.salesforce.errors import DeployError
from isthmus.local.salesforce.metadata.project import read_project
from unit.local.salesforce.orgs import PROJECT, REPLACEMENTS, project_copy

LABEL = "force-app/main/default/externalCredentials/AWS_Cognito_OAuth.externalCredential-meta.xml"


def a_project(folder: Path, **changes: Any) -> Path:
    copy = project_copy(folder / "copy", {})
    file = copy / "sfdx-project.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
    return copy


def a_rule(**changes: Any) -> dict[str, Any]:
    rule = {"filename": LABEL, "stringToReplace": "AWS Cognito OAuth", "replaceWithEnv": "LABEL"}
    return {name: value for name, value in (rule | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"packageDirectories": []}, "packageDirectories"),
        ({"packageDirectories": [{"path": "../.."}]}, "is not a folder of the project"),
        ({"packageDirectories": [{"path": "/etc"}]}, "is not a folder of the project"),
        ({"packageDirectories": [{"path": "nope"}]}, "is not a folder of the project"),
        ({"sourceApiVersion": "30.0"}, "sourceApiVersion 30.0 is not one of the org's"),
        ({"sourceApiVersion": "66"}, "sourceApiVersion 66 is not one of the org's"),
        ({"sourceApiVersion": 66.0}, "sourceApiVersion"),
        ({"replacements": [a_rule()]}, "a replacement needs LABEL, which is not set"),
        (
            {"replacements": [a_rule(filename="nope.xml")]},
            "a replacement is for nope.xml, which is not there",
        ),
        ({"replacements": [a_rule(glob="*.xml")]}, "a replacement needs one of filename and glob"),
        ({"replacements": [a_rule(stringToReplace=None)]}, "a replacement needs one of filename and glob"),
        ({"replacements": [a_rule(replaceWithEnv=None, replaceWithFile="x")]}, "replaceWithEnv"),
        (
            {"replacements": [a_rule(stringToReplace=None, regexToReplace="(", replaceWithEnv="API_URL")]},
            "can't be made",
        ),
    ],
)
def test_refuses_a_project(tmp_path: Path, changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(DeployError, match=reason.replace("(", r"\(")):
        read_project(a_project(tmp_path, **changes), replacements=REPLACEMENTS)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 3])
def test_refuses_a_description_that_is_no_json_object(tmp_path: Path, text: str) -> None:
    copy = project_copy(tmp_path / "copy", {})
    (copy / "sfdx-project.json").write_text(text)
    with pytest.raises(DeployError, match=r"sfdx-project\.json"):
        read_project(copy, replacements=REPLACEMENTS)


def test_refuses_a_folder_without_a_description(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=r"sfdx-project\.json: the file is missing"):
        read_project(tmp_path, replacements={})


def test_refuses_a_link_out_of_the_project(tmp_path: Path) -> None:
    copy = project_copy(tmp_path / "copy", {})
    (tmp_path / "outside.cls").write_text("x")
    (copy / "force-app" / "Inside.cls").symlink_to(tmp_path / "outside.cls")
    with pytest.raises(DeployError, match="a link that leads out of the project"):
        read_project(copy, replacements=REPLACEMENTS)


@pytest.mark.parametrize("missing", sorted(REPLACEMENTS))
def test_refuses_a_missing_value_even_if_the_environment_has_it(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, missing, "https://from.the.environment")
    given = {name: value for name, value in REPLACEMENTS.items() if name != missing}
    with pytest.raises(DeployError, match=f"a replacement needs {missing}, which is not set"):
        read_project(PROJECT, replacements=given)


def test_fills_in_every_placeholder_and_leaves_the_files_alone() -> None:
    files = read_project(PROJECT, replacements=REPLACEMENTS)
    text = b"".join(file.content for file in files)
    assert not re.search(rb"__[A-Z_]+__", text)
    for value in REPLACEMENTS.values():
        assert value.encode() in text
    assert any("__API_URL__" in path.read_text() for path in PROJECT.rglob("*.namedCredential-meta.xml"))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (a_rule(), "Changed"),
        (a_rule(filename=None, glob="**/*.externalCredential-meta.xml"), "Changed"),
        (a_rule(stringToReplace=None, regexToReplace="AWS [A-Z][a-z]+ OAuth"), "Changed"),
        (a_rule(replaceWhenEnv=[{"env": "STAGE", "value": "test"}]), "Changed"),
        (a_rule(replaceWhenEnv=[{"env": "STAGE", "value": "live"}]), "AWS Cognito OAuth"),
        (a_rule(replaceWithEnv="UNSET", allowUnsetEnvVariable=True), ""),
    ],
)
def test_replaces_as_the_cli_does(tmp_path: Path, rule: dict[str, Any], expected: str) -> None:
    copy = a_project(tmp_path, replacements=[rule])
    files = read_project(copy, replacements={"LABEL": "Changed", "STAGE": "test"})
    (file,) = [file for file in files if file.path == LABEL]
    assert f"<label>{expected}</label>".encode() in file.content
