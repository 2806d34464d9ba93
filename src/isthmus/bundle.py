"""Build the deployment package of a function: the isthmus modules it needs, found by reading its imports.

The same sources give the same bytes, wherever and whenever: files in order, one timestamp, one mode, no
compression, whose output depends on the zlib at hand. What the archive is deployed with is left to others.
"""

import ast
import functools
import io
import sys
import zipfile
from collections.abc import Iterator
from importlib.resources import files

from isthmus.errors import ConfigurationError

FUNCTIONS = (
    "define_auth_challenge",
    "create_auth_challenge",
    "verify_auth_challenge",
    "token_validator",
    "api_authorizer",
)
"""What can be built. The handler of each is `isthmus.lambdas.<name>.handler`."""

_PACKAGE = "isthmus"
# What a package holds in place of a module: the same functions without compiled code, which would need
# another package for each architecture and version of Python.
_IN_PACKAGES = {"isthmus/jose/rsa.py": "isthmus/jose/rsa_in_python.py"}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can hold
_UNIX = 3
_REGULAR_READABLE_FILE = 0o100644 << 16


def build_function(name: str) -> bytes:
    """Give the zip archive of a function; it needs Python's standard library and nothing more.

    Raises `ConfigurationError` if there is no such function, or if one of its modules imports what neither
    isthmus nor the standard library has.
    """
    if name not in FUNCTIONS:
        raise ConfigurationError(f"no function {name}; there are {', '.join(FUNCTIONS)}")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", compression=zipfile.ZIP_STORED) as opened:
        for path, source in sorted(_collect_sources(f"{_PACKAGE}.lambdas.{name}").items()):
            entry = zipfile.ZipInfo(path, date_time=_EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = _REGULAR_READABLE_FILE
            opened.writestr(entry, source)
    return archive.getvalue()


def _collect_sources(root_module: str) -> dict[str, bytes]:
    """Give the source of `root_module` and of every isthmus module it leads to, by path."""
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    waiting = [root_module]
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        path = _find_path(module)
        if path is not None:
            found[path] = _read(_IN_PACKAGES.get(path, path))
            waiting += _imported_modules(found[path], importer=module)
    return found


def _imported_modules(source: bytes, *, importer: str) -> Iterator[str]:
    for name in _imported_names(source):
        top, *inner = name.split(".")
        if top != _PACKAGE:
            _check_standard(top, importer=importer)
            continue
        # Importing a.b.c runs a and a.b, too. A last name that is no module is something in one.
        yield from (".".join([top, *inner[:depth]]) for depth in range(len(inner) + 1))


@functools.cache  # the functions share most modules; by source, so that an edited one is read anew
def _imported_names(source: bytes) -> tuple[str, ...]:
    return tuple(name for statement in _statements(ast.parse(source)) for name in _names_of(statement))


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a module, but pass over `if TYPE_CHECKING:`, which never runs."""
    yield tree
    is_for_checkers = (
        isinstance(tree, ast.If) and isinstance(tree.test, ast.Name) and tree.test.id == "TYPE_CHECKING"
    )
    if not is_for_checkers:
        for child in ast.iter_child_nodes(tree):
            yield from _statements(child)


def _names_of(statement: ast.AST) -> list[str]:
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    if isinstance(statement, ast.ImportFrom):
        return [f"{statement.module}.{alias.name}" for alias in statement.names]
    return []


def _check_standard(top: str, *, importer: str) -> None:
    if top not in sys.stdlib_module_names:
        raise ConfigurationError(f"{importer} imports {top}, which a function's package does not hold")


def _find_path(module: str) -> str | None:
    path = module.replace(".", "/")
    for candidate in (f"{path}.py", f"{path}/__init__.py"):
        if files(_PACKAGE).joinpath(*candidate.split("/")[1:]).is_file():
            return candidate
    return None


def _read(path: str) -> bytes:
    return files(_PACKAGE).joinpath(*path.split("/")[1:]).read_bytes()
