"""Packages: a zip with package.xml and the files it names, held to limits before a byte of it is believed."""

import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import ComponentFailure
from isthmus.local.salesforce.metadata.documents import PlacedError, Shape, Values, parse_document
from isthmus.local.salesforce.metadata.project import FIRST_VERSION, LAST_VERSION, SourceFile
from isthmus.local.salesforce.metadata.types import META, TYPES, find_type
from isthmus.local.salesforce.metadata.wsdl import has_type, shape_of

MANIFEST = "package.xml"
# NOTE: lower than Salesforce's (39 MB, 10,000 files, 600 MB unpacked): one process holds it all in memory.
MAX_ZIP_BYTES = 10 * 1024 * 1024
_MAX_FILES, _MAX_FILE_BYTES, _MAX_BYTES = 2000, 1024 * 1024, 50 * 1024 * 1024
_MAX_PATH = 400
_DESTRUCTIVE = frozenset(
    {"destructivechanges.xml", "destructivechangespre.xml", "destructivechangespost.xml"}
)
_ENCRYPTED = 0x1
_EVERYTHING = "*"


class PackageError(MalformedError):
    """A zip is none, or is refused as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What package.xml names: members by type, as written, and the API version such as 66.0."""

    members: Mapping[str, tuple[str, ...]]
    version: str

    def names(self, type_name: str, *, full_name: str) -> bool:
        """Whether a component is named, by itself or by `*`."""
        members = {member.lower() for member in self.members.get(type_name, ())}
        return _EVERYTHING in members or full_name.lower() in members


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The files of one package beside its manifest."""

    manifest: Manifest
    files: tuple[SourceFile, ...]


def read_package(content: bytes) -> Package:
    """Unpack a zip; raise PackageError if it is none, passes a limit or leads out of itself.

    package.xml stands at the top, or in the one folder there. Raises MalformedError for what is wrong in it.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            files = _unpack(archive)
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise PackageError("the zip file can't be read") from error
    root = _root_of(files)
    inside = {path.removeprefix(root): data for path, data in files.items() if path.startswith(root)}
    manifest = parse_manifest(inside.pop(MANIFEST))
    if any(path.lower() in _DESTRUCTIVE for path in inside):
        raise PackageError("destructive changes are not supported by the local org")
    sources = [SourceFile(path=path, content=data) for path, data in sorted(inside.items())]
    return Package(manifest=manifest, files=tuple(sources))


def parse_manifest(content: bytes) -> Manifest:
    """Parse package.xml; raise MalformedError for what is wrong in it."""
    values = parse_document(content, shape=_manifest_shape())
    return manifest_of(values)


def manifest_of(values: Values) -> Manifest:
    """Give the manifest of parsed values; raise MalformedError for a version or a type that is none."""
    check_api_version(values.text("version"))
    members: dict[str, tuple[str, ...]] = {}
    for group in values.groups("types"):
        name = group.text("name")
        check_type(name)
        members[name] = (*members.get(name, ()), *group.texts("members"))
    return Manifest(members=members, version=values.text("version"))


def check_api_version(unverified_version: str) -> None:
    """Check a version such as 66.0; raise MalformedError if the org does not have it."""
    number, _, minor = unverified_version.partition(".")
    is_number = number.isascii() and number.isdecimal() and minor in {"", "0"}
    if not is_number or not FIRST_VERSION <= int(number) <= LAST_VERSION:
        raise MalformedError(f"Invalid version specified:{unverified_version}")


def check_type(name: str) -> None:
    """Check a type's name as packages write it; raise MalformedError if the org does not take it."""
    if name in {kind.package_name for kind in TYPES}:
        return
    if has_type(name):
        raise MalformedError(f"Entity of type '{name}' is not supported by the local org")
    raise MalformedError(f"Unknown type name '{name}' specified in package.xml")


def check_manifest(package: Package, *, allows_missing: bool, adds_unnamed: bool) -> list[ComponentFailure]:
    """Find what package.xml names and the zip has not, and the reverse."""
    return [
        *([] if allows_missing else _missing(package)),
        *([] if adds_unnamed else _unnamed(package)),
    ]


def manifest_failure(error: MalformedError) -> ComponentFailure:
    """Give the failure of package.xml itself."""
    return ComponentFailure(
        file=MANIFEST,
        problem=str(error),
        full_name=MANIFEST,
        line=error.line if isinstance(error, PlacedError) else None,
        column=error.column if isinstance(error, PlacedError) else None,
    )


def _missing(package: Package) -> Iterator[ComponentFailure]:
    there = {(kind, name.lower()) for kind, name, _ in _components(package.files)}
    for type_name, members in package.manifest.members.items():
        for member in members:
            if member != _EVERYTHING and (type_name, member.lower()) not in there:
                problem = (
                    f"An object '{member}' of type {type_name} was named in package.xml, "
                    "but was not found in zipped directory"
                )
                yield ComponentFailure(file=MANIFEST, problem=problem, type=type_name, full_name=member)


def _unnamed(package: Package) -> Iterator[ComponentFailure]:
    for type_name, full_name, file in _components(package.files):
        if not package.manifest.names(type_name, full_name=full_name) and not file.path.endswith(META):
            yield ComponentFailure(
                file=file.path, problem="Not in package.xml", type=type_name, full_name=full_name
            )


def _components(files: Sequence[SourceFile]) -> Iterator[tuple[str, str, SourceFile]]:
    for file in files:
        kind = find_type(file.name)
        if kind is not None:
            yield kind.package_name, kind.full_name_of(file.name) or "", file


def _unpack(archive: ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(archive.infolist()) > _MAX_FILES:
        raise PackageError(f"the zip file has more than {_MAX_FILES} files")
    if sum(entry.file_size for entry in entries) > _MAX_BYTES:
        raise PackageError("the zip file holds more than 50 MiB")
    files: dict[str, bytes] = {}
    for entry in entries:
        path = _path_of(entry)
        if path in files:
            raise PackageError(f"{path} is in the zip file twice")
        files[path] = _read(archive, entry)
    return files


def _path_of(entry: ZipInfo) -> str:
    """SECURITY: a path within the package, of a plain file."""
    path = entry.filename
    parts = path.split("/")
    is_plain = not stat.S_ISLNK(entry.external_attr >> 16) and not entry.flag_bits & _ENCRYPTED
    is_inside = all(part not in {"", ".", ".."} for part in parts) and "\\" not in path and ":" not in path
    if not is_plain or not is_inside or not path.isprintable() or len(path) > _MAX_PATH:
        raise PackageError("the zip file has an entry that is no plain file within it")
    return path


def _read(archive: ZipFile, entry: ZipInfo) -> bytes:
    # SECURITY: the declared size is a claim; what is read is limited whatever it says.
    with archive.open(entry) as file:
        data = file.read(_MAX_FILE_BYTES + 1)
    if len(data) > _MAX_FILE_BYTES:
        raise PackageError(f"{entry.filename} is larger than 1 MiB")
    return data


def _root_of(files: Mapping[str, bytes]) -> str:
    if MANIFEST in files:
        return ""
    folders = {path.partition("/")[0] for path in files}
    root = f"{folders.pop()}/" if len(folders) == 1 else ""
    if root + MANIFEST not in files:
        raise PackageError("No package.xml found")
    return root


def _manifest_shape() -> Shape:
    return shape_of("Package", acts={"types": {"members": None, "name": None}, "version": None})
