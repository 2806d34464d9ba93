"""A Salesforce DX project's folder: which files it has, with sfdx-project.json's replacements filled in.

Values come from the mapping that is passed in, never from the process's environment.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from isthmus.local.salesforce.errors import ComponentFailure, DeployError

PROJECT_FILE = "sfdx-project.json"
FIRST_VERSION, LAST_VERSION = 31, 68

_VERSION = re.compile(r"([0-9]{2})\.0")
_MAX_FILE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of the project: its path within it, and its bytes after replacement."""

    path: str
    content: bytes

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]


class _Wire(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _EnvironmentCondition(_Wire):
    env: str
    value: str


class _Replacement(_Wire):
    filename: str | None = None
    glob: str | None = None
    stringToReplace: Annotated[str, Field(min_length=1)] | None = None  # noqa: N815  the wire's name
    regexToReplace: str | None = None  # noqa: N815  the wire's name
    replaceWithEnv: str  # noqa: N815  the wire's name
    allowUnsetEnvVariable: bool = False  # noqa: N815  the wire's name
    replaceWhenEnv: list[_EnvironmentCondition] = []  # noqa: N815  the wire's name

    def is_for(self, path: str) -> bool:
        return path == self.filename if self.filename else fnmatchcase(path, self.glob or "")

    def is_wanted(self, replacements: Mapping[str, str]) -> bool:
        return all(replacements.get(condition.env) == condition.value for condition in self.replaceWhenEnv)

    def apply(self, text: str, *, value: str) -> str:
        if self.stringToReplace:
            return text.replace(self.stringToReplace, value)
        return re.sub(self.regexToReplace or "", lambda _: value, text)


class _PackageDirectory(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)
    path: str


class _Project(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)
    packageDirectories: Annotated[list[_PackageDirectory], Field(min_length=1)]  # noqa: N815  the wire's name
    sourceApiVersion: str  # noqa: N815  the wire's name
    replacements: list[_Replacement] = []


def read_project(folder: Path, *, replacements: Mapping[str, str]) -> list[SourceFile]:
    """Read every source file of a project; raise DeployError that names what is wrong and where."""
    project = _read_description(folder)
    files = [
        SourceFile(path=path.relative_to(folder.resolve()).as_posix(), content=_read(path))
        for directory in project.packageDirectories
        for path in _walk(folder, directory.path)
    ]
    _check_replacements(project, files=files, replacements=replacements)
    return [_filled(file, project=project, replacements=replacements) for file in files]


def _read_description(folder: Path) -> _Project:
    try:
        text = (folder / PROJECT_FILE).read_text(encoding="utf-8")
        project = _Project.model_validate(json.loads(text))
    except (OSError, ValueError) as error:
        raise _refusal(PROJECT_FILE, _explain(error)) from error
    version = _VERSION.fullmatch(project.sourceApiVersion)
    if not version or not FIRST_VERSION <= int(version[1]) <= LAST_VERSION:
        raise _refusal(PROJECT_FILE, f"sourceApiVersion {project.sourceApiVersion} is not one of the org's")
    return project


def _explain(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return "the file is missing" if isinstance(error, FileNotFoundError) else f"the file is no JSON ({error})"


def _walk(folder: Path, directory: str) -> Iterator[Path]:
    root = (folder / directory).resolve()
    if not root.is_relative_to(folder.resolve()) or not root.is_dir():
        raise _refusal(PROJECT_FILE, f"the package directory {directory} is not a folder of the project")
    for path in sorted(root.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
            if not path.resolve().is_relative_to(root):
                raise _refusal(path.name, "the file is a link that leads out of the project")
            yield path


def _read(path: Path) -> bytes:
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise _refusal(path.name, "the file is larger than 1 MiB")
    return path.read_bytes()


def _check_replacements(
    project: _Project, *, files: list[SourceFile], replacements: Mapping[str, str]
) -> None:
    paths = {file.path for file in files}
    for rule in project.replacements:
        if bool(rule.filename) == bool(rule.glob) or bool(rule.stringToReplace) == bool(rule.regexToReplace):
            raise _refusal(
                PROJECT_FILE, "a replacement needs one of filename and glob, and one string or regex"
            )
        if rule.filename and rule.filename not in paths:
            raise _refusal(PROJECT_FILE, f"a replacement is for {rule.filename}, which is not there")
        is_set = rule.replaceWithEnv in replacements or rule.allowUnsetEnvVariable
        if rule.is_wanted(replacements) and not is_set:
            raise _refusal(PROJECT_FILE, f"a replacement needs {rule.replaceWithEnv}, which is not set")


def _filled(file: SourceFile, *, project: _Project, replacements: Mapping[str, str]) -> SourceFile:
    rules = [rule for rule in project.replacements if rule.is_for(file.path) and rule.is_wanted(replacements)]
    if not rules:
        return file
    try:
        text = file.content.decode("utf-8")
        for rule in rules:
            text = rule.apply(text, value=replacements.get(rule.replaceWithEnv, ""))
    except (UnicodeDecodeError, re.error) as error:
        raise _refusal(file.path, f"the replacement can't be made ({error})") from error
    return SourceFile(path=file.path, content=text.encode("utf-8"))


def _refusal(file: str, problem: str) -> DeployError:
    return DeployError([ComponentFailure(file=file, problem=problem)])
