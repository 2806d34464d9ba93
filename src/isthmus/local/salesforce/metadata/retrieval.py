"""Deployed components as a package again, byte for byte, and as the lists that clients show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.metadata.documents import NAMESPACE
from isthmus.local.salesforce.metadata.package import MANIFEST, Manifest
from isthmus.local.salesforce.metadata.types import SOURCES, TYPES, MetadataType, type_of
from isthmus.local.salesforce.store.components import ComponentFile, ComponentRecord

_FOLDER = "unpackaged"
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """A zip, the paths of its components by type and name, and what could not be found."""

    content: bytes
    components: Sequence[tuple[str, str, str]]
    messages: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A component as a list shows it."""

    type: str
    full_name: str
    path: str
    record: ComponentRecord


def retrieve(metadata: Metadata, *, manifest: Manifest, is_single_package: bool) -> Retrieved:
    """Pack what the manifest names; what is not there is a message, not a failure."""
    root = "" if is_single_package else f"{_FOLDER}/"
    files = [file for file in metadata.files() if _is_named(file, manifest=manifest)]
    packed = {f"{root}{_path_of(file)}": file.content for file in files}
    found: dict[str, list[str]] = {}
    for file in files:
        if file.type not in SOURCES:
            found.setdefault(type_of(file).package_name, []).append(file.full_name)
    packed[f"{root}{MANIFEST}"] = _manifest(found, version=manifest.version)
    return Retrieved(
        content=_zip(packed),
        components=[
            (type_of(file).package_name, file.full_name, f"{root}{_main_path_of(file)}")
            for file in files
            if file.type not in SOURCES
        ],
        messages=[
            f"Entity of type '{name}' named '{member}' cannot be found"
            for name, members in manifest.members.items()
            for member in members
            if member != "*" and member.lower() not in {item.lower() for item in found.get(name, ())}
        ],
    )


def list_components(metadata: Metadata, type_name: str) -> list[Listed]:
    """List the components of a type, as packages name it."""
    kinds = {kind.name: kind for kind in TYPES if kind.package_name == type_name}
    return [
        Listed(
            type=type_name,
            full_name=record.full_name,
            path=kinds[record.type].path_of(record.full_name, is_source=True),
            record=record,
        )
        for record in metadata.records()
        if record.type in kinds
    ]


def described_types() -> list[MetadataType]:
    """Give one type for each name that packages use."""
    return list({kind.package_name: kind for kind in TYPES}.values())


def _is_named(file: ComponentFile, *, manifest: Manifest) -> bool:
    return manifest.names(type_of(file).package_name, full_name=file.full_name)


def _path_of(file: ComponentFile) -> str:
    return type_of(file).path_of(file.full_name, is_source=file.type in SOURCES)


def _main_path_of(file: ComponentFile) -> str:
    return type_of(file).path_of(file.full_name, is_source=True)


def _manifest(found: Mapping[str, Sequence[str]], *, version: str) -> bytes:
    types = "".join(
        "    <types>\n"
        + "".join(f"        <members>{escape(member)}</members>\n" for member in sorted(members))
        + f"        <name>{escape(name)}</name>\n    </types>\n"
        for name, members in sorted(found.items())
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="{NAMESPACE}">\n{types}'
        f"    <version>{escape(version)}</version>\n</Package>\n"
    )
    return text.encode("utf-8")


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", compression=ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(ZipInfo(path, date_time=_FIRST_DATE), content, compress_type=ZIP_DEFLATED)
    return buffer.getvalue()
