"""Apex tests that a deployment asks for. The local org runs none, and says so of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from isthmus.local.salesforce.metadata.apex_source import find_test_methods
from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.metadata.types import APEX_SOURCE
from isthmus.local.salesforce.store.components import ComponentFile

NOT_RUN = "not run: the local org runs no Apex tests. Deploy with NoTestRun here, and run them in a real org."


@dataclass(frozen=True, slots=True, kw_only=True)
class ApexTest:
    """A test method that was asked for."""

    class_name: str
    method: str


def find_tests(
    metadata: Metadata, *, files: Sequence[ComponentFile], named: Sequence[str] | None
) -> tuple[ApexTest, ...]:
    """Find the test methods of the files and the org, of the `named` classes or of all.

    A named class without tests, or that is not there, stands with the method `(none)`: it can't pass either.
    """
    sources = {
        name.lower(): content for (kind, name), content in metadata.contents().items() if kind == APEX_SOURCE
    }
    sources |= {file.full_name.lower(): file.content for file in files if file.type == APEX_SOURCE}
    names = {file.full_name.lower(): file.full_name for file in files}
    wanted = sources if named is None else {name.lower(): sources.get(name.lower(), b"") for name in named}
    found: list[ApexTest] = []
    for name, content in sorted(wanted.items()):
        methods = find_test_methods(content) or (() if named is None else ("(none)",))
        found.extend(ApexTest(class_name=names.get(name, name), method=method) for method in methods)
    return tuple(found)
