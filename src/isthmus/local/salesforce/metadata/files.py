"""Files into components: which type each is of, whether it holds what that may, and whether it is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import ComponentFailure
from isthmus.local.salesforce.metadata.apex_source import check_apex_class
from isthmus.local.salesforce.metadata.documents import PlacedError
from isthmus.local.salesforce.metadata.project import SourceFile
from isthmus.local.salesforce.metadata.types import (
    APEX_SOURCE,
    META,
    SOURCE,
    SOURCES,
    MetadataType,
    find_type,
    parse_component,
    type_of,
)
from isthmus.local.salesforce.metadata.visualforce import find_controllers
from isthmus.local.salesforce.store.components import ComponentFile


class Layout(StrEnum):
    """How files are named: in a project each document's name ends in `-meta.xml`; in a package few do."""

    PROJECT = "project"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFiles:
    """What files are, and what is wrong with those that are not among them."""

    files: tuple[ComponentFile, ...]
    failures: tuple[ComponentFailure, ...]


def parse_files(sources: Sequence[SourceFile], *, layout: Layout) -> ParsedFiles:
    """Hold every file against its type, and tell everything that is wrong."""
    files, failures = [], []
    for source in sources:
        kind = _type_of(source, layout=layout)
        try:
            files.append(_component_of(source, kind=kind))
        except MalformedError as error:
            failures.append(_failure(source, kind=kind, error=error))
    failures.extend(_incomplete(files, failures=failures))
    failures.extend(_repeated(files))
    return ParsedFiles(files=tuple(files), failures=tuple(failures))


def _type_of(source: SourceFile, *, layout: Layout) -> MetadataType | None:
    kind = find_type(source.name)
    if kind is None:
        return None
    is_document = source.name.endswith(META)
    if layout is Layout.PROJECT:
        return kind if is_document or kind.has_content else None
    folder = source.path.split("/")[-2] if "/" in source.path else ""
    is_in_place = folder.lower() == kind.folder.lower() and (kind.has_content or not is_document)
    return kind if is_in_place else None


def _component_of(source: SourceFile, *, kind: MetadataType | None) -> ComponentFile:
    if kind is None:
        raise MalformedError("files of this type are not supported by the local org")
    full_name = kind.full_name_of(source.name) or ""
    is_source = kind.has_content and not source.name.endswith(META)
    file = ComponentFile(
        type=f"{kind.name}{SOURCE}" if is_source else kind.name,
        full_name=full_name,
        file=source.path,
        content=source.content,
    )
    parse_component(file)
    if file.type == APEX_SOURCE:
        check_apex_class(file.content, name=full_name)
    elif is_source:
        find_controllers(file.content)
    return file


def _failure(source: SourceFile, *, kind: MetadataType | None, error: MalformedError) -> ComponentFailure:
    return ComponentFailure(
        file=source.path,
        problem=str(error),
        type=kind.package_name if kind else "",
        full_name=(kind.full_name_of(source.name) if kind else None) or source.name,
        line=error.line if isinstance(error, PlacedError) else None,
        column=error.column if isinstance(error, PlacedError) else None,
    )


def _incomplete(
    files: Sequence[ComponentFile], *, failures: Sequence[ComponentFailure]
) -> Iterator[ComponentFailure]:
    """Find contents without their `-meta.xml`, and the reverse; a half that is refused has its own reason."""
    there = {(file.type, file.full_name.lower()) for file in files}
    refused = {(failure.type, failure.full_name.lower()) for failure in failures}
    for file in files:
        kind = type_of(file)
        other = kind.name if file.type in SOURCES else f"{kind.name}{SOURCE}"
        is_half = kind.has_content and (other, file.full_name.lower()) not in there
        if is_half and (kind.package_name, file.full_name.lower()) not in refused:
            missing = f"{file.full_name}{kind.suffix}{META if file.type in SOURCES else ''}"
            yield failure_of(file, f"{missing} is missing")


def _repeated(files: Sequence[ComponentFile]) -> Iterator[ComponentFailure]:
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        key = (file.type, file.full_name.lower())
        if key in seen:
            yield failure_of(file, f"{file.type} {file.full_name} is in {seen[key]}, too")
        seen[key] = file.file


def failure_of(file: ComponentFile, problem: str) -> ComponentFailure:
    """Give the failure of a component's file that has no place within it."""
    kind = type_of(file)
    return ComponentFailure(file=file.file, problem=problem, type=kind.package_name, full_name=file.full_name)
